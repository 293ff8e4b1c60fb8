package dev.rollstream.pretext;

/**
 * What a run of samples is made of, besides its images.
 *
 * @param runSeed decides every sample together with the images; keep it from workers all the same
 * @param mix of tasks
 * @param tasks options of the tasks
 * @param maxAttempts how many attempts one sequence may take before the images count as unusable
 * @param cacheBytes heap for decoded pictures
 */
public record GeneratorOptions(long runSeed, TaskMix mix, TaskOptions tasks, int maxAttempts, long cacheBytes) {
    /** Checks the bounds. */
    public GeneratorOptions {
        if (maxAttempts < 1 || cacheBytes < 0) {
            throw new IllegalArgumentException("maxAttempts must be at least 1 and cacheBytes at least 0, not "
                    + maxAttempts + " and " + cacheBytes);
        }
    }

    /** 1,000 attempts and 64 MiB of decoded pictures. */
    public static GeneratorOptions of(long runSeed, TaskMix mix, TaskOptions tasks) {
        return new GeneratorOptions(runSeed, mix, tasks, 1_000, 64L << 20);
    }
}
