package dev.rollstream.pretext.image;

import java.util.Arrays;

/**
 * An immutable depth map: for every pixel of a picture the distance of what it shows from the camera, measured along the camera's
 * axis; NaN where it is not known.
 *
 * <p>The unit is that of the source (metres in DIODE, an unknown scale in MegaDepth): tasks compare depths of one map only.
 * Coordinates are x to the right and y down, both from 0.
 */
public final class DepthMap {
    private final int width;
    private final int height;
    private final float[] depths;
    private final int knownPixels;

    private DepthMap(int width, int height, float[] depths) {
        if (width < 1 || height < 1 || (long) width * height != depths.length) {
            throw new IllegalArgumentException(
                    "a depth map of " + width + " x " + height + " cannot have " + depths.length + " values");
        }
        this.width = width;
        this.height = height;
        this.depths = depths;
        this.knownPixels = forgetImpossible(depths);
    }

    private static int forgetImpossible(float[] depths) {
        int known = 0;
        for (int i = 0; i < depths.length; i++) {
            if (depths[i] > 0 && depths[i] < Float.POSITIVE_INFINITY) {
                known++;
            } else {
                depths[i] = Float.NaN;
            }
        }
        return known;
    }

    /**
     * A map of the given row-major depths, which are copied. What is not a positive finite number counts as unknown.
     */
    public static DepthMap of(int width, int height, float[] depths) {
        return new DepthMap(width, height, depths.clone());
    }

    /** Takes over {@code depths} without a copy; the caller must not touch the array again. Otherwise as {@link #of}. */
    public static DepthMap owning(int width, int height, float[] depths) {
        return new DepthMap(width, height, depths);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The depth at (x, y), above 0; NaN where it is not known. */
    public float at(int x, int y) {
        return depths[y * width + x];
    }

    /** Pixels whose depth is known. */
    public int knownPixels() {
        return knownPixels;
    }

    /** Heap taken by the depths, in bytes. */
    public long sizeBytes() {
        return 4L * depths.length;
    }

    /** Equal when size and every depth are equal; unknown equals unknown. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DepthMap map && width == map.width && Arrays.equals(depths, map.depths);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(depths);
    }

    @Override
    public String toString() {
        return "DepthMap[" + width + " x " + height + ", " + knownPixels + " known]";
    }
}
