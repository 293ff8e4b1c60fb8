package dev.rollstream.local.bench;

import java.util.Arrays;

/** The middle of some numbers: what one slow minute cannot move. */
final class Median {
    private Median() {}

    /** The middle one, or the mean of the middle two. */
    static double of(double... values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
