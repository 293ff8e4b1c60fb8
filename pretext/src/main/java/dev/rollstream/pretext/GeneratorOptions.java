package dev.rollstream.pretext;

/**
 * What a run of samples is made of, besides its images.
 *
 * @param runSeed decides every sample together with the images; keep it from workers all the same
 * @param mix of tasks
 * @param tasks options of the tasks
 * @param maxAttempts how many attempts one sequence may take before the images count as unusable
 * @param tasksPerSource how many sequences in a row take the same source, so that it is decoded once for them
 * @param cacheBytes heap for decoded pictures and depth maps
 */
public record GeneratorOptions(
        long runSeed, TaskMix mix, TaskOptions tasks, int maxAttempts, int tasksPerSource, long cacheBytes) {
    /** Checks the bounds. */
    public GeneratorOptions {
        if (maxAttempts < 1 || tasksPerSource < 1 || cacheBytes < 0) {
            throw new IllegalArgumentException(
                    "maxAttempts and tasksPerSource must be at least 1 and cacheBytes at least 0, not " + maxAttempts
                            + ", " + tasksPerSource + " and " + cacheBytes);
        }
    }

    /** 1,000 attempts, one task a source, and 64 MiB of decoded pictures. */
    public static GeneratorOptions of(long runSeed, TaskMix mix, TaskOptions tasks) {
        return new GeneratorOptions(runSeed, mix, tasks, 1_000, 1, 64L << 20);
    }

    /** These options with another number of tasks in a row from one source. */
    public GeneratorOptions withTasksPerSource(int tasks) {
        return new GeneratorOptions(runSeed, mix, this.tasks, maxAttempts, tasks, cacheBytes);
    }
}
