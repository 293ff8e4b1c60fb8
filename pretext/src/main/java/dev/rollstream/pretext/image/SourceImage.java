package dev.rollstream.pretext.image;

import org.jspecify.annotations.Nullable;

/**
 * A decoded source of tasks.
 *
 * @param name where it came from, stable between runs (a path relative to its folder, with slashes); never shown to workers
 * @param sha256 of the picture's bytes as stored, 64 lower-case hex digits
 * @param pixels upright, opaque, at working size
 * @param depth of the pixels, of their size; null while it is not loaded, and where there is none
 */
public record SourceImage(
        String name,
        String sha256,
        RgbImage pixels,
        @Nullable DepthMap depth) {
    /** Checks the digest's form and the depth map's size. */
    public SourceImage {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 of " + name + " is not 64 hex digits: " + sha256);
        }
        if (depth != null && (depth.width() != pixels.width() || depth.height() != pixels.height())) {
            throw new IllegalArgumentException("depth map of " + name + " is " + depth.width() + " x " + depth.height()
                    + ", its picture " + pixels.width() + " x " + pixels.height());
        }
    }

    /** A picture without a depth map. */
    public SourceImage(String name, String sha256, RgbImage pixels) {
        this(name, sha256, pixels, null);
    }

    /** This picture with its depth map, which must have its size. */
    public SourceImage withDepth(DepthMap map) {
        return new SourceImage(name, sha256, pixels, map);
    }

    /** Heap taken by pixels and depths, in bytes. */
    public long sizeBytes() {
        return pixels.sizeBytes() + (depth == null ? 0 : depth.sizeBytes());
    }
}
