package dev.rollstream.pretext.image;

/**
 * Reduces a picture row by row: a target pixel is the mean of its box of source pixels, in integers and therefore the same on
 * every machine. Box {@code i} of {@code n} over {@code m} source pixels is {@code [i*m/n, (i+1)*m/n)}, never empty.
 */
final class BoxReduction {
    private final int sourceWidth;
    private final int sourceHeight;
    private final int width;
    private final int height;
    private final int[] pixels;
    private final int[] sums;
    private int sourceRow;
    private int row;
    private int rowsInBox;

    /** From a source size to a size that is not larger. */
    BoxReduction(int sourceWidth, int sourceHeight, int width, int height) {
        if (width > sourceWidth || height > sourceHeight) {
            throw new IllegalArgumentException(
                    "cannot reduce " + sourceWidth + " x " + sourceHeight + " to " + width + " x " + height);
        }
        this.sourceWidth = sourceWidth;
        this.sourceHeight = sourceHeight;
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        this.sums = new int[3 * width];
    }

    /** Takes the next source row of {@code 0xRRGGBB}. */
    void accept(int[] rgb) {
        if (width == sourceWidth && height == sourceHeight) {
            System.arraycopy(rgb, 0, pixels, sourceRow * width, width);
            sourceRow++;
            return;
        }
        add(rgb);
        rowsInBox++;
        sourceRow++;
        if (sourceRow == boundary(row + 1, sourceHeight, height)) {
            flush();
        }
    }

    private void add(int[] rgb) {
        for (int x = 0, from = 0; x < width; x++) {
            int to = boundary(x + 1, sourceWidth, width);
            for (; from < to; from++) {
                sums[3 * x] += rgb[from] >> 16;
                sums[3 * x + 1] += rgb[from] >> 8 & 0xFF;
                sums[3 * x + 2] += rgb[from] & 0xFF;
            }
        }
    }

    private void flush() {
        for (int x = 0; x < width; x++) {
            int count = rowsInBox * (boundary(x + 1, sourceWidth, width) - boundary(x, sourceWidth, width));
            int rgb = 0;
            for (int band = 3 * x; band < 3 * x + 3; band++) {
                rgb = rgb << 8 | (sums[band] + count / 2) / count;
                sums[band] = 0;
            }
            pixels[row * width + x] = rgb;
        }
        row++;
        rowsInBox = 0;
    }

    private static int boundary(int box, int source, int target) {
        return (int) ((long) box * source / target);
    }

    /** The reduced picture, once every source row was taken. */
    RgbImage result() {
        if (sourceRow != sourceHeight) {
            throw new IllegalStateException(sourceRow + " of " + sourceHeight + " rows were given");
        }
        return RgbImage.owning(width, height, pixels);
    }
}
