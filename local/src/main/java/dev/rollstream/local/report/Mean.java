package dev.rollstream.local.report;

/** Mean and largest of the finite values that were added; others are counted and left out. */
final class Mean {
    private long count;
    private long notFinite;
    private double mean;
    private double max = Double.NaN;

    void add(double value) {
        if (!Double.isFinite(value)) {
            notFinite++;
            return;
        }
        count++;
        mean += (value - mean) / count;
        max = count == 1 ? value : Math.max(max, value);
    }

    /** Adds what another has seen. */
    Mean plus(Mean other) {
        notFinite += other.notFinite;
        if (other.count > 0) {
            max = count == 0 ? other.max : Math.max(max, other.max);
            count += other.count;
            mean += (other.mean - mean) * other.count / count;
        }
        return this;
    }

    /** Finite values. */
    long count() {
        return count;
    }

    long notFinite() {
        return notFinite;
    }

    /** NaN if there is none. */
    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** NaN if there is none. */
    double max() {
        return max;
    }
}
