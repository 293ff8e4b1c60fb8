package dev.rollstream.local.report;

import java.util.ArrayList;
import java.util.List;

/** A moving mean, centred and weighted by how much each point rests on. Weighted, so that it is the mean of what lies in the window. */
final class Smoothing {
    private static final int PARTS = 16;
    private static final int FEW = 8;

    private Smoothing() {}

    /**
     * A point to be smoothed.
     *
     * @param x place
     * @param value mean there, NaN: none
     * @param weight how many values the mean is of
     */
    record Weighted(double x, double value, double weight) {}

    /** Points on each side that the mean is taken over: a sixteenth of the curve; none for short curves. */
    static int reach(int points) {
        return points < FEW ? 0 : Math.max(1, points / PARTS);
    }

    /** The smoothed curve, at the same places. */
    static List<Chart.Point> smooth(List<Weighted> curve, int reach) {
        List<Chart.Point> smooth = new ArrayList<>(curve.size());
        for (int i = 0; i < curve.size(); i++) {
            double sum = 0;
            double weight = 0;
            for (Weighted near : curve.subList(Math.max(0, i - reach), Math.min(curve.size(), i + reach + 1))) {
                if (Double.isFinite(near.value()) && near.weight() > 0) {
                    sum += near.value() * near.weight();
                    weight += near.weight();
                }
            }
            smooth.add(Chart.Point.of(curve.get(i).x(), weight == 0 ? Double.NaN : sum / weight));
        }
        return smooth;
    }
}
