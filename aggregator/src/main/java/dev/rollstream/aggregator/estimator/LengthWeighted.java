package dev.rollstream.aggregator.estimator;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;

/**
 * {@code opo}: the reward against the length-weighted mean of the group, {@code A_i = r_i - sum(L_j r_j) / sum(L_j)}, L in
 * completion tokens. The weighted mean is taken over deviations from the plain mean, so a common offset of the rewards costs no
 * precision.
 *
 * <p>Source: OPO, <a href="https://arxiv.org/abs/2505.23585">arXiv 2505.23585</a>.
 */
final class LengthWeighted implements Formula {

    static final String NAME = "opo";

    @Override
    public double[] advantages(GroupScores scores) {
        long[] lengths = scores.requireLengths(NAME);
        Spread spread = Spread.of(scores.rewards());
        CompensatedSum weighted = new CompensatedSum();
        double total = 0;
        for (int i = 0; i < lengths.length; i++) {
            weighted.add(lengths[i] * spread.deviation(i));
            total += lengths[i];
        }
        if (total == 0) {
            throw new EstimatorException(Problem.INVALID_SCORES, "opo weights by length, and every length is 0");
        }
        double baseline = weighted.value() / total;
        double[] advantages = new double[lengths.length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = (spread.deviation(i) - baseline) * spread.unit();
        }
        return advantages;
    }

    @Override
    public void requireInputs(GroupScores scores) {
        scores.requireLengths(NAME);
    }
}
