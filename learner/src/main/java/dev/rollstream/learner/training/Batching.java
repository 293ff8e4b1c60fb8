package dev.rollstream.learner.training;

/**
 * How a batch becomes updates.
 *
 * @param updates of the optimiser that a batch is cut into, by groups in their order, as evenly as it goes
 * @param chunkRows members that are in memory at once; changes the result by rounding only
 * @param skipFlat whether groups without any difference in reward are left out, instead of counting for the penalty
 */
public record Batching(int updates, int chunkRows, boolean skipFlat) {
    /** Checks the bounds. */
    public Batching {
        if (updates < 1 || chunkRows < 1) {
            throw new IllegalArgumentException(
                    "a batch has at least 1 update, a chunk at least 1 row, not " + updates + " and " + chunkRows);
        }
    }

    /** The same with another number of updates. */
    public Batching withUpdates(int other) {
        return new Batching(other, chunkRows, skipFlat);
    }
}
