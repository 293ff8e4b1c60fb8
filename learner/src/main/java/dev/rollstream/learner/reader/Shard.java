package dev.rollstream.learner.reader;

/**
 * One rank's part in a data-parallel learner.
 *
 * @param rank which rank, from 0
 * @param ranks how many there are
 */
public record Shard(int rank, int ranks) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no such rank
     */
    public Shard {
        if (rank < 0 || rank >= ranks) {
            throw new IllegalArgumentException("there is no rank " + rank + " among " + ranks);
        }
    }
}
