package dev.rollstream.pretext.image;

/**
 * Parts of a picture at another size.
 *
 * <p>Integer arithmetic only: the pixels are the same on every machine.
 */
public final class Resampling {
    /** Weights of a bilinear mix sum to 2^11, and so to 2^22 over both axes. */
    private static final int WEIGHT_BITS = 11;

    private static final int CHANNELS = 3;

    private Resampling() {}

    /**
     * A part stretched or squeezed to the given size; every pixel is mixed of the four pixels around its place. Centres of pixels
     * lie at halves, and beyond the part its edge goes on: what OpenCV calls INTER_LINEAR, to one level of rounding. Not
     * band-limited: what is squeezed by more than a half skips pixels.
     *
     * @param from within the picture, not empty
     * @param width of the result, at least 1
     * @param height likewise
     */
    public static RgbImage bilinear(RgbImage image, Region from, int width, int height) {
        Taps columns = Taps.of(from.width(), width);
        Taps rows = Taps.of(from.height(), height);
        int[] pixels = new int[width * height];
        int[] upper = new int[CHANNELS * width];
        int[] lower = new int[CHANNELS * width];
        int upperRow = -1;
        for (int y = 0; y < height; y++) {
            int row = rows.first[y];
            if (row != upperRow) {
                mixRow(image, from, row, columns, upper);
                mixRow(image, from, Math.min(row + 1, from.height() - 1), columns, lower);
                upperRow = row;
            }
            mixRows(upper, lower, rows.weight[y], pixels, y * width);
        }
        return RgbImage.owning(width, height, pixels);
    }

    private static void mixRow(RgbImage image, Region from, int row, Taps columns, int[] mixed) {
        int[] pixels = image.sharedPixels();
        int start = (from.y() + row) * image.width() + from.x();
        for (int x = 0, band = 0; x < columns.first.length; x++, band += CHANNELS) {
            int left = pixels[start + columns.first[x]];
            int right = pixels[start + Math.min(columns.first[x] + 1, from.width() - 1)];
            int weight = columns.weight[x];
            int rest = (1 << WEIGHT_BITS) - weight;
            mixed[band] = (left >> 16) * rest + (right >> 16) * weight;
            mixed[band + 1] = (left >> 8 & 0xFF) * rest + (right >> 8 & 0xFF) * weight;
            mixed[band + 2] = (left & 0xFF) * rest + (right & 0xFF) * weight;
        }
    }

    private static void mixRows(int[] upper, int[] lower, int weight, int[] pixels, int at) {
        int rest = (1 << WEIGHT_BITS) - weight;
        for (int band = 0, to = at; band < upper.length; band += CHANNELS, to++) {
            pixels[to] = rounded(upper[band] * rest + lower[band] * weight) << 16
                    | rounded(upper[band + 1] * rest + lower[band + 1] * weight) << 8
                    | rounded(upper[band + 2] * rest + lower[band + 2] * weight);
        }
    }

    private static int rounded(int sum) {
        return sum + (1 << 2 * WEIGHT_BITS - 1) >> 2 * WEIGHT_BITS;
    }

    /**
     * A part reduced to the given size; every pixel is the mean of the area that it comes to cover, fractions of pixels included.
     *
     * @param from within the picture
     * @param width of the result, from 1 to that of {@code from}
     * @param height likewise
     */
    public static RgbImage mean(RgbImage image, Region from, int width, int height) {
        if (width > from.width() || height > from.height()) {
            throw new IllegalArgumentException(
                    "cannot reduce " + from.width() + " x " + from.height() + " to " + width + " x " + height);
        }
        long area = (long) from.width() * from.height();
        int[] pixels = new int[width * height];
        int[] row = new int[CHANNELS * width];
        int rowHeld = -1;
        for (int y = 0; y < height; y++) {
            long[] sums = new long[CHANNELS * width];
            for (int source = first(y, from.height(), height); source < end(y, from.height(), height); source++) {
                if (source != rowHeld) {
                    sumRow(image, from, source, width, row);
                    rowHeld = source;
                }
                int weight = overlap(source, y, from.height(), height);
                for (int band = 0; band < row.length; band++) {
                    sums[band] += (long) row[band] * weight;
                }
            }
            divide(sums, area, pixels, y * width);
        }
        return RgbImage.owning(width, height, pixels);
    }

    private static void sumRow(RgbImage image, Region from, int row, int width, int[] sums) {
        int[] pixels = image.sharedPixels();
        int start = (from.y() + row) * image.width() + from.x();
        for (int x = 0, band = 0; x < width; x++, band += CHANNELS) {
            int red = 0;
            int green = 0;
            int blue = 0;
            for (int source = first(x, from.width(), width); source < end(x, from.width(), width); source++) {
                int rgb = pixels[start + source];
                int weight = overlap(source, x, from.width(), width);
                red += (rgb >> 16) * weight;
                green += (rgb >> 8 & 0xFF) * weight;
                blue += (rgb & 0xFF) * weight;
            }
            sums[band] = red;
            sums[band + 1] = green;
            sums[band + 2] = blue;
        }
    }

    private static void divide(long[] sums, long area, int[] pixels, int at) {
        for (int band = 0, to = at; band < sums.length; band += CHANNELS, to++) {
            pixels[to] = (int) ((sums[band] + area / 2) / area) << 16
                    | (int) ((sums[band + 1] + area / 2) / area) << 8
                    | (int) ((sums[band + 2] + area / 2) / area);
        }
    }

    /** First of the source's pixels that reach into {@code target}, where {@code of} become {@code to}. */
    private static int first(int target, int of, int to) {
        return (int) ((long) target * of / to);
    }

    private static int end(int target, int of, int to) {
        return (int) (((long) (target + 1) * of + to - 1) / to);
    }

    /** How much of a source pixel lies in a target pixel, in parts of {@code to}. */
    private static int overlap(int source, int target, int of, int to) {
        long low = Math.max((long) source * to, (long) target * of);
        long high = Math.min((long) (source + 1) * to, (long) (target + 1) * of);
        return (int) (high - low);
    }

    /** Along one axis: for every target pixel the first of the two source pixels it is mixed of, and the second's weight. */
    private static final class Taps {
        private final int[] first;
        private final int[] weight;

        private Taps(int size) {
            this.first = new int[size];
            this.weight = new int[size];
        }

        private static Taps of(int source, int target) {
            Taps taps = new Taps(target);
            for (int i = 0; i < target; i++) {
                // Place of the pixel's centre in the source, from the centre of its first pixel, in parts of 2 x
                // target.
                long place = (2L * i + 1) * source - target;
                long first = Math.floorDiv(place, 2L * target);
                if (first < 0) {
                    first = 0;
                } else if (first < source - 1) {
                    long fraction = place - first * 2 * target;
                    taps.weight[i] = (int) ((fraction * (2 << WEIGHT_BITS) + 2L * target) / (4L * target));
                } else {
                    first = source - 1;
                }
                taps.first[i] = (int) first;
            }
            return taps;
        }
    }
}
