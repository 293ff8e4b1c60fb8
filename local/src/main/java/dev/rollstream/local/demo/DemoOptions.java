package dev.rollstream.local.demo;

/**
 * What a demo does.
 *
 * @param steps batches that the learner reads
 * @param groupsPerStep groups in a batch
 * @param groupSize completions of a prompt
 * @param seed decides tasks and completions
 */
public record DemoOptions(int steps, int groupsPerStep, int groupSize, long seed) {
    /** Checks ranges. */
    public DemoOptions {
        requirePositive("steps", steps);
        requirePositive("groups per step", groupsPerStep);
        requirePositive("group size", groupSize);
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, is " + value);
        }
    }

    /** Groups in all. */
    public long groups() {
        return (long) steps * groupsPerStep;
    }
}
