package dev.rollstream.aggregator.estimator;

/**
 * A running sum that keeps the rounding error of every addition, so that the result does not depend on cancellation.
 *
 * <p>Source: A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974).
 */
final class CompensatedSum {

    private double sum;
    private double error;

    void add(double value) {
        double next = sum + value;
        error += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    /** {@return the sum, rounded once} */
    double value() {
        return sum + error;
    }

    /**
     * The part of {@code sum / count} that a double mean cannot hold.
     *
     * @param mean the rounded mean, {@code value() / count}
     * @param count the number of values summed
     * @return what has to be added to {@code mean} for twice the working precision
     */
    double meanRemainder(double mean, int count) {
        return (Math.fma(-mean, count, sum) + error) / count;
    }
}
