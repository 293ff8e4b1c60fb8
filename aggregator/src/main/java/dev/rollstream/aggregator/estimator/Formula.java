package dev.rollstream.aggregator.estimator;

/**
 * The formula of one estimator. It is only asked about groups of at least two members that {@link #flat} does not hold for; {@link
 * Estimator} deals with the rest, so a formula never divides by a zero spread.
 */
interface Formula {

    /**
     * Computes one advantage a member, in member order.
     *
     * @throws EstimatorException {@link EstimatorException.Problem#MISSING_INPUT} or {@code INVALID_SCORES}
     */
    double[] advantages(GroupScores scores);

    /** Whether the scores that the formula compares are all the same, so that every advantage is exactly 0. */
    default boolean flat(GroupScores scores) {
        return scores.constantRewards();
    }

    /**
     * Rejects a group that lacks an input of the formula. Asked of every group, also of those that {@link #advantages} never
     * sees.
     *
     * @throws EstimatorException {@link EstimatorException.Problem#MISSING_INPUT}
     */
    default void requireInputs(GroupScores scores) {}
}
