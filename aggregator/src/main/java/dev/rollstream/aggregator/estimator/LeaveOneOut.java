package dev.rollstream.aggregator.estimator;

/**
 * {@code rloo} and {@code loo-std}: the reward against the mean of the <em>other</em> members,
 * {@code r_i - m_-i = n / (n - 1) * (r_i - m)}, unscaled or divided by a standard deviation.
 *
 * <ul>
 *   <li>{@code rloo}: no scale.
 *   <li>{@code loo-std}, scale {@code loo-std}: {@code (r_i - m_-i) / (s_-i + epsilon)} where s_-i is the deviation of the
 *       others, and {@code r_i - m_-i} where the others are all equal (tested by comparison, not by a computed zero).
 *   <li>{@code loo-std}, scale {@code std}: {@code (r_i - m_-i) / (s + epsilon)}, s of the whole group.
 * </ul>
 *
 * <p>The squares of the others are the group's squares less a share, and that subtraction cancels where one member holds
 * nearly all of them: in single precision that turned a reward difference of 0.35 into an advantage of -1080. At most two
 * members can hold more than half, so for those the others are summed afresh; the rest lose at most one bit. Linear time.
 *
 * <p>Source: RLOO, <a href="https://arxiv.org/abs/2402.14740">arXiv 2402.14740</a>.
 */
final class LeaveOneOut {

    private static final double SAFE_SHARE = 0.5;

    private LeaveOneOut() {}

    static Formula unscaled() {
        return scores -> {
            Spread spread = Spread.of(scores.rewards());
            double[] advantages = new double[scores.size()];
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] = differenceToOthers(spread, i) * spread.unit();
            }
            return advantages;
        };
    }

    static Formula scaledByGroup(int ddof, double epsilon) {
        return scores -> {
            Spread spread = Spread.of(scores.rewards());
            double scale = spread.std(ddof) + epsilon / spread.unit();
            double[] advantages = new double[scores.size()];
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] = differenceToOthers(spread, i) / scale;
            }
            return advantages;
        };
    }

    static Formula scaledByOthers(int ddof, double epsilon) {
        return scores -> {
            Spread spread = Spread.of(scores.rewards());
            double[] advantages = new double[scores.size()];
            for (int i = 0; i < advantages.length; i++) {
                double difference = differenceToOthers(spread, i);
                double std = stdOfOthers(scores.rewards(), spread, i, ddof);
                advantages[i] = std > 0 ? difference / (std + epsilon / spread.unit()) : difference * spread.unit();
            }
            return advantages;
        };
    }

    private static double differenceToOthers(Spread spread, int i) {
        double n = spread.size();
        return n / (n - 1) * spread.deviation(i);
    }

    /** The others' standard deviation in the group's units; exactly 0 if they are all equal. */
    private static double stdOfOthers(double[] values, Spread spread, int i, int ddof) {
        double share = spread.shareOf(i);
        if (share <= SAFE_SHARE) {
            double n = spread.size();
            return spread.std(0) * Math.sqrt((1 - share) * n / (n - 1 - ddof));
        }
        double[] others = new double[values.length - 1];
        System.arraycopy(values, 0, others, 0, i);
        System.arraycopy(values, i + 1, others, i, others.length - i);
        if (Spread.constant(others)) {
            return 0;
        }
        Spread rest = Spread.of(others);
        return rest.std(ddof) * (rest.unit() / spread.unit());
    }
}
