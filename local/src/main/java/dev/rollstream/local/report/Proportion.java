package dev.rollstream.local.report;

/**
 * A share of {@code n} independent trials, with its 95 % interval.
 *
 * <p>The interval is Wilson's score interval (E. B. Wilson, 1927), which stays within 0 to 1 and holds for small {@code n} and shares
 * near the ends; for means of values between 0 and 1 that are not all 0 or 1 it is too wide rather than too narrow. Differences take
 * Newcombe's hybrid of two such intervals (R. G. Newcombe, 1998, method 10), means of differences the same rule (MOVER).
 *
 * @param share between 0 and 1
 * @param n trials
 */
record Proportion(double share, long n) {
    private static final double Z = 1.959963984540054;

    /**
     * An estimate with its interval.
     *
     * @param value estimate
     * @param low lower bound
     * @param high upper bound
     */
    record Estimate(double value, double low, double high) {}

    /** The share with its interval; all NaN if there was no trial. */
    Estimate estimate() {
        if (n == 0 || !Double.isFinite(share)) {
            return new Estimate(Double.NaN, Double.NaN, Double.NaN);
        }
        double p = Math.min(1, Math.max(0, share));
        double z2 = Z * Z / n;
        double centre = (p + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n));
        return new Estimate(p, p == 0 ? 0 : centre - half, p == 1 ? 1 : centre + half);
    }

    /** How much more this is than an earlier share, the two taken as independent. */
    Estimate less(Proportion earlier) {
        Estimate now = estimate();
        Estimate before = earlier.estimate();
        double gain = now.value() - before.value();
        return new Estimate(
                gain,
                gain - Math.hypot(now.value() - now.low(), before.high() - before.value()),
                gain + Math.hypot(now.high() - now.value(), before.value() - before.low()));
    }

    /** The mean of independent estimates. */
    static Estimate mean(Iterable<Estimate> estimates) {
        double sum = 0;
        double below = 0;
        double above = 0;
        int count = 0;
        for (Estimate estimate : estimates) {
            count++;
            sum += estimate.value();
            below = Math.hypot(below, estimate.value() - estimate.low());
            above = Math.hypot(above, estimate.high() - estimate.value());
        }
        double mean = sum / count;
        return new Estimate(mean, mean - below / count, mean + above / count);
    }
}
