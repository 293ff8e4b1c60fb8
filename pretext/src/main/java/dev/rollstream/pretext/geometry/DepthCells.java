package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;

/** The smallest and largest known depth of every cell of {@value #SIDE} x {@value #SIDE} pixels: coarse bounds, in one pass. */
final class DepthCells {
    static final int SIDE = 16;

    private final DepthMap map;
    private final int columns;
    private final int rows;
    private final float[] minima;
    private final float[] maxima;

    DepthCells(DepthMap map) {
        this.map = map;
        this.columns = (map.width() + SIDE - 1) / SIDE;
        this.rows = (map.height() + SIDE - 1) / SIDE;
        this.minima = new float[columns * rows];
        this.maxima = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                measure(column, row);
            }
        }
    }

    private void measure(int column, int row) {
        float min = Float.POSITIVE_INFINITY;
        float max = 0;
        Region cell = cell(column, row);
        for (int y = cell.y(); y < cell.y() + cell.height(); y++) {
            for (int x = cell.x(); x < cell.x() + cell.width(); x++) {
                float depth = map.at(x, y);
                if (depth < min) {
                    min = depth;
                }
                if (depth > max) {
                    max = depth;
                }
            }
        }
        minima[row * columns + column] = min;
        maxima[row * columns + column] = max;
    }

    /** The cell in a column and row of cells; at the right and lower border it may be smaller than others. */
    Region cell(int column, int row) {
        int width = Math.min(SIDE, map.width() - column * SIDE);
        int height = Math.min(SIDE, map.height() - row * SIDE);
        return new Region(column * SIDE, row * SIDE, width, height);
    }

    DepthMap map() {
        return map;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    /** From the smallest to the largest known depth of the map, of which there must be one. */
    DepthScale scale() {
        Range all = range(new Region(0, 0, columns * SIDE, rows * SIDE), 0);
        return new DepthScale(all.min, all.max);
    }

    /** Bounds on the known depths of one cell. */
    Range range(int column, int row) {
        return new Range(minima[row * columns + column], maxima[row * columns + column]);
    }

    /**
     * Bounds on the known depths of a region.
     *
     * @param around pixels by which the region is taken larger on every side
     */
    Range range(Region region, int around) {
        float min = Float.POSITIVE_INFINITY;
        float max = 0;
        int bottom = Math.min(rows - 1, (region.y() + region.height() - 1 + around) / SIDE);
        int right = Math.min(columns - 1, (region.x() + region.width() - 1 + around) / SIDE);
        for (int row = Math.max(0, region.y() - around) / SIDE; row <= bottom; row++) {
            for (int column = Math.max(0, region.x() - around) / SIDE; column <= right; column++) {
                min = Math.min(min, minima[row * columns + column]);
                max = Math.max(max, maxima[row * columns + column]);
            }
        }
        return new Range(min, max);
    }

    /** Unscaled; of no known depth where {@code min} is above {@code max}. */
    record Range(float min, float max) {
        boolean isEmpty() {
            return min > max;
        }
    }
}
