package dev.rollstream.pretext.image;

import java.util.Arrays;

/**
 * An immutable picture of opaque sRGB pixels, 8 bits a channel.
 *
 * <p>Coordinates are x to the right and y down, both from 0. A pixel is the int {@code 0xRRGGBB}.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final int[] pixels;

    private RgbImage(int width, int height, int[] pixels) {
        if (width < 1 || height < 1 || (long) width * height != pixels.length) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " cannot have " + pixels.length + " pixels");
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** A picture of the given row-major pixels, which are copied; bits above the low 24 are dropped. */
    public static RgbImage of(int width, int height, int[] pixels) {
        int[] opaque = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            opaque[i] = pixels[i] & 0xFFFFFF;
        }
        return new RgbImage(width, height, opaque);
    }

    /** Takes over {@code pixels} without a copy; the caller must not touch the array again. */
    static RgbImage owning(int width, int height, int[] pixels) {
        return new RgbImage(width, height, pixels);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixel at (x, y) as {@code 0xRRGGBB}. */
    public int rgb(int x, int y) {
        return pixels[y * width + x];
    }

    /** Copies {@code length} pixels of row {@code y} from column {@code x} on to {@code target} at {@code at}. */
    public void copyRow(int x, int y, int length, int[] target, int at) {
        if (x < 0 || x + length > width) {
            throw new IndexOutOfBoundsException("columns " + x + " to " + (x + length) + " of " + width);
        }
        System.arraycopy(pixels, y * width + x, target, at, length);
    }

    /** A part of this picture, copied. */
    public RgbImage part(Region region) {
        int[] copied = new int[region.width() * region.height()];
        for (int row = 0; row < region.height(); row++) {
            copyRow(region.x(), region.y() + row, region.width(), copied, row * region.width());
        }
        return new RgbImage(region.width(), region.height(), copied);
    }

    /** This picture turned by a quarter, clockwise or counter-clockwise. */
    public RgbImage turned(boolean clockwise) {
        int[] turned = new int[pixels.length];
        for (int y = 0; y < width; y++) {
            for (int x = 0; x < height; x++) {
                turned[y * height + x] = clockwise ? rgb(y, height - 1 - x) : rgb(width - 1 - y, x);
            }
        }
        return new RgbImage(height, width, turned);
    }

    /** Heap taken by the pixels, in bytes. */
    public long sizeBytes() {
        return 4L * pixels.length;
    }

    /** The pixel array itself, for codecs of this package that only read it. */
    int[] sharedPixels() {
        return pixels;
    }

    /** Equal when size and every pixel are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image && width == image.width && Arrays.equals(pixels, image.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + " x " + height + "]";
    }
}
