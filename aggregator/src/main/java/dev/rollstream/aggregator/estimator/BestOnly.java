package dev.rollstream.aggregator.estimator;

/**
 * {@code grpo-passk}: only the best member learns, by its lead over the second best,
 * {@code A_best = (r_(1) - r_(2)) / (s + epsilon)}, and every other advantage is exactly 0.
 *
 * <p>Of several best members the one with the lowest index is the best; its lead is then 0.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2503.19595">arXiv 2503.19595</a>.
 */
final class BestOnly {

    private BestOnly() {}

    static Formula of(int ddof, double epsilon) {
        return scores -> {
            double[] rewards = scores.rewards();
            Spread spread = Spread.of(rewards);
            int best = indexOfBest(rewards, -1);
            int second = indexOfBest(rewards, best);
            double lead = rewards[best] / spread.unit() - rewards[second] / spread.unit();
            double[] advantages = new double[rewards.length];
            advantages[best] = lead / (spread.std(ddof) + epsilon / spread.unit());
            return advantages;
        };
    }

    /** The lowest index of the largest reward, an excluded index left aside (-1: none). */
    private static int indexOfBest(double[] rewards, int excluded) {
        int best = excluded == 0 ? 1 : 0;
        for (int i = best + 1; i < rewards.length; i++) {
            if (i != excluded && rewards[i] > rewards[best]) {
                best = i;
            }
        }
        return best;
    }
}
