package dev.rollstream.aggregator.estimator;

/**
 * Mean, deviations and standard deviation of the values of one group, well-conditioned for any finite input.
 *
 * <p>Two passes. The mean is kept to twice the working precision (a compensated sum and the remainder of its division), so a
 * deviation {@code r - m} has full relative precision even where all rewards share a large offset; the variance is summed from
 * deviations, never as {@code E[x^2] - E[x]^2}. Squares are taken of deviations divided by the largest power of two below them,
 * so they neither overflow nor underflow.
 *
 * <p>Values beyond 2^900 are held in units of 2^200, else the unit is 1: a formula that divides two quantities of the group
 * divides them as they are (with its epsilon in the same unit), one that returns a reward difference multiplies by
 * {@link #unit()}. Division by a power of two is exact, so the unit changes no digit.
 */
final class Spread {

    private static final double LARGE = 0x1p900;
    private static final double LARGE_UNIT = 0x1p200;

    private final double unit;
    private final double mean;
    private final double[] deviations;
    private final double largest;
    private final double squares;

    private Spread(double unit, double mean, double[] deviations) {
        this.unit = unit;
        this.mean = mean;
        this.deviations = deviations;
        this.largest = powerOfTwoBelow(maxAbs(deviations));
        this.squares = sumOfSquares(deviations, largest);
    }

    /**
     * The spread of at least one value.
     *
     * @param values finite values
     */
    static Spread of(double[] values) {
        int n = values.length;
        double unit = maxAbs(values) > LARGE ? LARGE_UNIT : 1;
        CompensatedSum sum = new CompensatedSum();
        for (double value : values) {
            sum.add(value / unit);
        }
        double mean = sum.value() / n;
        double remainder = sum.meanRemainder(mean, n);
        double[] deviations = new double[n];
        for (int i = 0; i < n; i++) {
            deviations[i] = (values[i] / unit - mean) - remainder;
        }
        return new Spread(unit, mean, deviations);
    }

    /** {@return whether all values are the same number; true of none and of one} */
    static boolean constant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    /** {@return the power of two in which {@link #mean()}, {@link #deviation} and {@link #std} are expressed} */
    double unit() {
        return unit;
    }

    /** {@return the mean, in units} */
    double mean() {
        return mean;
    }

    /** {@return value i minus the mean, in units} */
    double deviation(int i) {
        return deviations[i];
    }

    int size() {
        return deviations.length;
    }

    /**
     * The standard deviation, in units.
     *
     * @param ddof 1 for the sample's (divisor n - 1), 0 for the population's (divisor n); less than the number of values
     */
    double std(int ddof) {
        return largest * Math.sqrt(squares / (deviations.length - ddof));
    }

    /**
     * The share of the summed squares that goes when value i is left out and the mean moves: 1 if the others are all equal.
     * With it, the squares of the others are {@code (1 - share)} of all.
     */
    double shareOf(int i) {
        double n = deviations.length;
        double scaled = deviations[i] / largest;
        return n / (n - 1) * scaled * scaled / squares;
    }

    private static double sumOfSquares(double[] values, double divisor) {
        CompensatedSum sum = new CompensatedSum();
        for (double value : values) {
            double scaled = value / divisor;
            sum.add(scaled * scaled);
        }
        return sum.value();
    }

    private static double powerOfTwoBelow(double magnitude) {
        return magnitude == 0 ? 1 : Math.max(Double.MIN_VALUE, Math.scalb(1.0, Math.getExponent(magnitude)));
    }

    private static double maxAbs(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }
}
