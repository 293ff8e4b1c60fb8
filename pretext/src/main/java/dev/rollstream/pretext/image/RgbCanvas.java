package dev.rollstream.pretext.image;

import java.util.Arrays;

/** A picture under construction: starts black, is drawn on by one thread, and ends as an {@link RgbImage}. */
public final class RgbCanvas {
    private final int width;
    private final int height;
    private int[] pixels;

    /** A black canvas of the given size in pixels. */
    public RgbCanvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new int[Math.multiplyExact(width, height)];
    }

    /** A canvas that starts as a copy of {@code image}. */
    public static RgbCanvas copyOf(RgbImage image) {
        RgbCanvas canvas = new RgbCanvas(image.width(), image.height());
        canvas.paste(image, new Region(0, 0, image.width(), image.height()), 0, 0);
        return canvas;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Copies the {@code from} region of {@code image} so that its top-left corner comes to (x, y). */
    public void paste(RgbImage image, Region from, int x, int y) {
        for (int row = 0; row < from.height(); row++) {
            image.copyRow(from.x(), from.y() + row, from.width(), pixels, (y + row) * width + x);
        }
    }

    /** Paints a region in one colour, {@code 0xRRGGBB}. */
    public void fill(Region region, int rgb) {
        for (int y = region.y(); y < region.y() + region.height(); y++) {
            int start = y * width + region.x();
            Arrays.fill(pixels, start, start + region.width(), rgb);
        }
    }

    /** Turns a region upside down: its rows in reverse order. */
    public void flipVertically(Region region) {
        int[] held = new int[region.width()];
        for (int top = 0, bottom = region.height() - 1; top < bottom; top++, bottom--) {
            int upper = (region.y() + top) * width + region.x();
            int lower = (region.y() + bottom) * width + region.x();
            System.arraycopy(pixels, upper, held, 0, held.length);
            System.arraycopy(pixels, lower, pixels, upper, held.length);
            System.arraycopy(held, 0, pixels, lower, held.length);
        }
    }

    /** Mirrors a region left to right: the pixels of each row in reverse order. */
    public void flipHorizontally(Region region) {
        for (int y = region.y(); y < region.y() + region.height(); y++) {
            int left = y * width + region.x();
            for (int right = left + region.width() - 1; left < right; left++, right--) {
                int held = pixels[left];
                pixels[left] = pixels[right];
                pixels[right] = held;
            }
        }
    }

    /**
     * Mixes a colour into one pixel.
     *
     * @param coverage 0 leaves the pixel, 1 replaces it
     */
    public void blend(int x, int y, int rgb, double coverage) {
        int at = y * width + x;
        int weight = (int) (Math.max(0, Math.min(1, coverage)) * 256 + 0.5);
        int old = pixels[at];
        int red = mix(old >> 16 & 0xFF, rgb >> 16 & 0xFF, weight);
        int green = mix(old >> 8 & 0xFF, rgb >> 8 & 0xFF, weight);
        int blue = mix(old & 0xFF, rgb & 0xFF, weight);
        pixels[at] = red << 16 | green << 8 | blue;
    }

    private static int mix(int under, int over, int weight) {
        return under + (((over - under) * weight + 128) >> 8);
    }

    /** Sets one pixel to {@code 0xRRGGBB}. */
    public void set(int x, int y, int rgb) {
        pixels[y * width + x] = rgb;
    }

    /** The finished picture; this canvas gives its pixels away and cannot be used any more. */
    public RgbImage finish() {
        RgbImage image = RgbImage.owning(width, height, pixels);
        pixels = new int[0];
        return image;
    }
}
