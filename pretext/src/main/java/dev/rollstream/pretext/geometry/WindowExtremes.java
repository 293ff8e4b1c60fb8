package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;

/**
 * The smallest and largest depth of the square window around every pixel of a region.
 *
 * <p>Minima over spans of 1, 2, 4, ... pixels each come from two of the span before; two overlapping spans make a window. Rows
 * first, then columns over the rows' results: 2 log2(width) comparisons a pixel, whatever the depths are. Maxima are minima of
 * the negated depths.
 */
final class WindowExtremes {
    /** What a depth that has no place on the scale does to the windows that hold it. */
    enum Unplaced {
        /** It is passed over; a window of nothing else has a minimum above its maximum. */
        IGNORED,
        /** It makes the maximum infinite. */
        SPOILS
    }

    private final Region centres;
    private final int stride;
    private final float[] minima;
    private final float[] negatedMaxima;

    /**
     * Scans a region.
     *
     * @param centres pixels whose windows lie inside the map as a whole
     * @param half a window is 2 * half + 1 pixels wide and high
     */
    WindowExtremes(DepthMap map, DepthScale scale, Region centres, int half, Unplaced unplaced) {
        this.centres = centres;
        this.stride = centres.width() + 2 * half;
        int rows = centres.height() + 2 * half;
        this.minima = new float[stride * rows];
        this.negatedMaxima = new float[stride * rows];
        float spoilt = unplaced == Unplaced.SPOILS ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        for (int row = 0, at = 0; row < rows; row++) {
            for (int column = 0; column < stride; column++, at++) {
                float depth = map.at(centres.x() - half + column, centres.y() - half + row);
                boolean placed = scale.holds(depth);
                minima[at] = placed ? depth : Float.POSITIVE_INFINITY;
                negatedMaxima[at] = placed ? -depth : spoilt;
            }
        }
        for (float[] values : new float[][] {minima, negatedMaxima}) {
            slide(values, 1, 2 * half + 1);
            slide(values, stride, 2 * half + 1);
        }
    }

    /** Replaces every value by the minimum of {@code width} values that lie {@code step} apart from it on. */
    private static void slide(float[] values, int step, int width) {
        int span = 1;
        for (; 2 * span <= width; span *= 2) {
            takeSmaller(values, span * step);
        }
        if (span < width) {
            takeSmaller(values, (width - span) * step);
        }
    }

    private static void takeSmaller(float[] values, int offset) {
        for (int i = 0; i + offset < values.length; i++) {
            values[i] = Math.min(values[i], values[i + offset]);
        }
    }

    /** The smallest depth around a pixel of the region. */
    float min(int x, int y) {
        return minima[index(x, y)];
    }

    /** The largest depth around a pixel of the region. */
    float max(int x, int y) {
        return -negatedMaxima[index(x, y)];
    }

    private int index(int x, int y) {
        return (y - centres.y()) * stride + x - centres.x();
    }
}
