package dev.rollstream.aggregator.estimator;

/**
 * {@code maxrl}: the reward against the group's mean, in units of that mean, {@code A_i = (r_i - m) / (m + epsilon)}; all
 * exactly 0 where {@code m <= 0}, as in a group without any success.
 *
 * <p>Made for rewards of 0 and above, where no advantage exceeds n - 1. Epsilon is 0 by default: the exact form.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2602.02710">arXiv 2602.02710</a>.
 */
final class MaxRl {

    private MaxRl() {}

    static Formula of(double epsilon) {
        return scores -> {
            Spread spread = Spread.of(scores.rewards());
            double[] advantages = new double[scores.size()];
            if (spread.mean() > 0) {
                double scale = spread.mean() + epsilon / spread.unit();
                for (int i = 0; i < advantages.length; i++) {
                    advantages[i] = spread.deviation(i) / scale;
                }
            }
            return advantages;
        };
    }
}
