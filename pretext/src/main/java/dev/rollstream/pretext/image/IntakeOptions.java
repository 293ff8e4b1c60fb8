package dev.rollstream.pretext.image;

/**
 * Limits on what is read.
 *
 * @param maxFileBytes a larger file is skipped unread
 * @param maxPixels a picture with more pixels is skipped undecoded
 * @param maxBufferedPixels the same for progressive JPEGs, which must be held whole (6 bytes a pixel) while decoding, and for
 *     depth maps (4 to 12 bytes a pixel)
 * @param minSide a picture with a shorter side is skipped
 * @param maxSide a picture with a longer side is reduced to it, by averaging, while it is read; also the bound on the memory
 *     that a decoded picture takes
 */
public record IntakeOptions(long maxFileBytes, long maxPixels, long maxBufferedPixels, int minSide, int maxSide) {
    /** The largest side that is read at all: bounds one row's memory. */
    public static final int LONGEST_SIDE = 32_768;

    /** Checks that every limit is positive and that the sides are in order. */
    public IntakeOptions {
        if (maxFileBytes < 1 || maxPixels < 1 || maxBufferedPixels < 1) {
            throw new IllegalArgumentException("intake limits must be at least 1");
        }
        if (minSide < 1 || maxSide < minSide || maxSide > 8_192) {
            throw new IllegalArgumentException(
                    "sides must satisfy 1 <= minSide <= maxSide <= 8192, not " + minSide + ", " + maxSide);
        }
    }

    /**
     * 128 MiB a file, 64 megapixels (24 for a progressive JPEG or a depth map), sides from 32 px, working size
     * 1,600 px: pictures of the size of COCO, DIODE and MegaDepth pass unscaled.
     */
    public static IntakeOptions defaults() {
        return new IntakeOptions(128L << 20, 64_000_000, 24_000_000, 32, 1_600);
    }

    /** These options with another limit on pixels. */
    public IntakeOptions withMaxPixels(long pixels) {
        return new IntakeOptions(maxFileBytes, pixels, Math.min(pixels, maxBufferedPixels), minSide, maxSide);
    }

    /** These options with another working size. */
    public IntakeOptions withMaxSide(int side) {
        return new IntakeOptions(maxFileBytes, maxPixels, maxBufferedPixels, Math.min(minSide, side), side);
    }
}
