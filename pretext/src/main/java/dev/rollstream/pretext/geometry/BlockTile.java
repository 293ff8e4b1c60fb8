package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.geometry.PairKind.Extent;
import dev.rollstream.pretext.geometry.WindowExtremes.Unplaced;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The candidate blocks of a small region, measured when they are first asked for. Until then, and from then on more tightly, it
 * knows bounds on their depths. For one thread.
 */
final class BlockTile {
    private final DepthMap map;
    private final DepthScale scale;
    private final Region region;
    private Extent minima;
    private Extent maxima;
    private float @Nullable [] smallest;
    private float[] largest = new float[0];

    /**
     * A tile.
     *
     * @param bounds of every depth in the windows of the region, scaled
     */
    BlockTile(DepthMap map, DepthScale scale, Region region, Extent bounds) {
        this.map = map;
        this.scale = scale;
        this.region = region;
        this.minima = bounds;
        this.maxima = bounds;
    }

    Region region() {
        return region;
    }

    /** Bounds on the smallest depths of its blocks. */
    Extent minima() {
        return minima;
    }

    /** Bounds on the largest depths of its blocks. */
    Extent maxima() {
        return maxima;
    }

    /** The smallest depth of each pixel's block, row by row; NaN where there is no block. */
    float[] smallest() {
        if (smallest == null) {
            smallest = measure();
        }
        return smallest;
    }

    /** Column in the map of a pixel of the tile. */
    int x(int index) {
        return region.x() + index % region.width();
    }

    /** Row in the map of a pixel of the tile. */
    int y(int index) {
        return region.y() + index / region.width();
    }

    /** The block around a pixel that has one. */
    DepthWindow block(int index) {
        return new DepthWindow(x(index), y(index), smallest()[index], largest[index]);
    }

    /** Scaled depths of the block around a pixel that has one. */
    Extent extent(int index) {
        return new Extent(scale.of(smallest()[index]), scale.of(largest[index]));
    }

    private float[] measure() {
        WindowExtremes extremes = new WindowExtremes(map, scale, region, Blocks.HALF, Unplaced.IGNORED);
        float[] mins = new float[region.width() * region.height()];
        largest = new float[mins.length];
        Arrays.fill(mins, Float.NaN);
        Extent lowest = new Extent(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        Extent highest = lowest;
        for (int index = 0; index < mins.length; index++) {
            float smallestHere = extremes.min(x(index), y(index));
            float largestHere = extremes.max(x(index), y(index));
            double min = scale.of(smallestHere);
            double max = scale.of(largestHere);
            if (max - min <= Blocks.MAX_RANGE) {
                mins[index] = smallestHere;
                largest[index] = largestHere;
                lowest = new Extent(Math.min(lowest.min(), min), Math.max(lowest.max(), min));
                highest = new Extent(Math.min(highest.min(), max), Math.max(highest.max(), max));
            }
        }
        minima = lowest;
        maxima = highest;
        return mins;
    }
}
