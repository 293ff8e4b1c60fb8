package dev.rollstream.aggregator.estimator;

/**
 * Statistics of at least one finite value, with the precision of {@link Spread}.
 *
 * @param mean the mean
 * @param std the standard deviation; 0 for a single value, infinite if it leaves the range of a double
 * @param min the smallest value
 * @param max the largest value
 */
public record ScoreStatistics(double mean, double std, double min, double max) {

    /**
     * Computes them.
     *
     * @param ddof 1 for the sample's standard deviation, 0 for the population's
     * @param values finite values, at least one
     * @return their statistics, never -0.0
     * @throws IllegalArgumentException without a value
     */
    public static ScoreStatistics of(int ddof, double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("statistics need at least one value");
        }
        double min = values[0];
        double max = values[0];
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        if (min == max) {
            return new ScoreStatistics(min + 0.0, 0, min + 0.0, max + 0.0);
        }
        Spread spread = Spread.of(values);
        return new ScoreStatistics(
                spread.mean() * spread.unit() + 0.0, spread.std(ddof) * spread.unit(), min + 0.0, max + 0.0);
    }

    /** {@return whether smallest and largest are the same number} */
    public boolean zeroVariance() {
        return min == max;
    }
}
