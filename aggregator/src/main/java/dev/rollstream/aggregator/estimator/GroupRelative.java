package dev.rollstream.aggregator.estimator;

/**
 * {@code grpo}, {@code grpo-population-std} and {@code dr-grpo}: the reward against the group's mean,
 * {@code A_i = (r_i - m) / (s + epsilon)}, or {@code A_i = r_i - m} without scale.
 *
 * <p>s is the group's standard deviation with the given ddof: 1 is the sample's, as in EasyR1, verl and TRL; 0 the
 * population's.
 *
 * <p>Sources: GRPO, <a href="https://arxiv.org/abs/2402.03300">arXiv 2402.03300</a>; without the scale, Dr. GRPO, <a
 * href="https://arxiv.org/abs/2503.20783">arXiv 2503.20783</a>.
 */
final class GroupRelative {

    private GroupRelative() {}

    static Formula scaled(int ddof, double epsilon) {
        return scores -> {
            Spread spread = Spread.of(scores.rewards());
            double scale = spread.std(ddof) + epsilon / spread.unit();
            double[] advantages = new double[scores.size()];
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] = spread.deviation(i) / scale;
            }
            return advantages;
        };
    }

    static Formula centred() {
        return scores -> {
            Spread spread = Spread.of(scores.rewards());
            double[] advantages = new double[scores.size()];
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] = spread.deviation(i) * spread.unit();
            }
            return advantages;
        };
    }
}
