package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.DepthMap;

/**
 * Maps depths linearly so that {@code low} becomes 0 and {@code high} becomes 1; what lies outside, or is not known, has no
 * place.
 *
 * @param low a depth of the map's unit
 * @param high a depth, not below {@code low}
 */
public record DepthScale(double low, double high) {
    /** Checks the order. */
    public DepthScale {
        if (!(low <= high)) {
            throw new IllegalArgumentException("a depth scale cannot run from " + low + " to " + high);
        }
    }

    /**
     * From one percentile of the known depths to another, interpolated between order statistics.
     *
     * @throws IllegalArgumentException if no depth is known
     */
    public static DepthScale ofPercentiles(DepthMap map, double lowPercent, double highPercent) {
        double[] ends = new DepthRanks(map).percentiles(lowPercent, highPercent);
        return new DepthScale(ends[0], ends[1]);
    }

    /** Whether every depth that has a place has the same one. */
    public boolean isFlat() {
        return low == high;
    }

    /** Whether a depth has a place; an unknown depth has none. */
    public boolean holds(float depth) {
        return depth >= low && depth <= high;
    }

    /** The place of a known depth on the scale's line, below 0 or above 1 beyond its ends; the scale must not be flat. */
    double extended(float depth) {
        return (depth - low) / (high - low);
    }

    /** The place of a depth, from 0 to 1; NaN where it has none; 1 for the only depth of a flat scale. */
    public double of(float depth) {
        if (!holds(depth)) {
            return Double.NaN;
        }
        return isFlat() ? 1 : (depth - low) / (high - low);
    }
}
