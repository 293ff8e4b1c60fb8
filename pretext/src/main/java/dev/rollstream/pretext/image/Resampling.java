package dev.rollstream.pretext.image;

/**
 * Parts of a picture at another size.
 *
 * <p>Arithmetic in whole numbers: the pixels are the same on every machine.
 */
public final class Resampling {
    /** Weights of a bilinear mix sum to 2^11, and so to 2^22 over both axes. */
    private static final int WEIGHT_BITS = 11;

    private static final int HALF = 1 << 2 * WEIGHT_BITS - 1;
    private static final int CHANNELS = 3;
    private static final int MAX_FACTOR = 16;

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
        int[] mixed = new int[CHANNELS * width];
        int upperRow = -2;
        for (int y = 0; y < height; y++) {
            int row = rows.first[y];
            if (row == upperRow + 1) {
                int[] passed = upper;
                upper = lower;
                lower = passed;
            } else if (row != upperRow) {
                mixRow(image, from, row, columns, upper);
            }
            if (row != upperRow) {
                mixRow(image, from, Math.min(row + 1, from.height() - 1), columns, lower);
                upperRow = row;
            }
            mixRows(upper, lower, rows.weight[y], mixed);
            pack(mixed, pixels, y * width);
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

    private static void mixRows(int[] upper, int[] lower, int weight, int[] mixed) {
        int rest = (1 << WEIGHT_BITS) - weight;
        for (int band = 0; band < mixed.length; band++) {
            mixed[band] = upper[band] * rest + lower[band] * weight + HALF >> 2 * WEIGHT_BITS;
        }
    }

    private static void pack(int[] bands, int[] pixels, int at) {
        for (int band = 0, to = at; band < bands.length; band += CHANNELS, to++) {
            pixels[to] = bands[band] << 16 | bands[band + 1] << 8 | bands[band + 2];
        }
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
        Spans columns = Spans.of(from.width(), width);
        Spans rows = Spans.of(from.height(), height);
        double area = (double) from.width() * from.height();
        int[] pixels = new int[width * height];
        int[] row = new int[CHANNELS * width];
        int[] means = new int[CHANNELS * width];
        int rowHeld = -1;
        for (int y = 0; y < height; y++) {
            // Whole numbers below 2^53: sums are exact, and so is the floor of their quotient.
            double[] sums = new double[CHANNELS * width];
            for (int source = rows.first[y]; source <= rows.last[y]; source++) {
                if (source != rowHeld) {
                    sumRow(image, from, source, columns, row);
                    rowHeld = source;
                }
                add(row, height - rows.outside(y, source), sums);
            }
            for (int band = 0; band < means.length; band++) {
                means[band] = (int) (sums[band] / area + 0.5);
            }
            pack(means, pixels, y * width);
        }
        return RgbImage.owning(width, height, pixels);
    }

    private static void add(int[] row, int weight, double[] sums) {
        for (int band = 0; band < row.length; band++) {
            sums[band] += (double) row[band] * weight;
        }
    }

    /**
     * A picture reduced by a whole factor: every pixel is the mean of a square, what {@link #mean} gives there, in a fraction of the
     * time. A strip narrower than the factor is left off at the right and at the bottom.
     *
     * @param factor from 1 to 16, not above either side
     */
    public static RgbImage shrink(RgbImage image, int factor) {
        if (factor < 1 || factor > MAX_FACTOR || factor > Math.min(image.width(), image.height())) {
            throw new IllegalArgumentException("cannot reduce " + image + " by " + factor);
        }
        int[] from = image.sharedPixels();
        int width = image.width() / factor;
        int height = image.height() / factor;
        int[] pixels = new int[width * height];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to++) {
                pixels[to] = squareMean(from, y * factor * image.width() + x * factor, image.width(), factor);
            }
        }
        return RgbImage.owning(width, height, pixels);
    }

    /** Red and blue are summed in one int: 16 x 16 bytes fit into 16 bits. */
    private static int squareMean(int[] pixels, int start, int stride, int side) {
        int redAndBlue = 0;
        int green = 0;
        for (int row = 0, at = start; row < side; row++, at += stride) {
            for (int i = at; i < at + side; i++) {
                redAndBlue += pixels[i] & 0xFF00FF;
                green += pixels[i] >> 8 & 0xFF;
            }
        }
        int area = side * side;
        return ((redAndBlue >>> 16) + area / 2) / area << 16
                | (green + area / 2) / area << 8
                | ((redAndBlue & 0xFFFF) + area / 2) / area;
    }

    /** Sums of a row's pixels by how much each target pixel covers of them, in parts of the target's width. */
    private static void sumRow(RgbImage image, Region from, int row, Spans columns, int[] sums) {
        int[] pixels = image.sharedPixels();
        int start = (from.y() + row) * image.width() + from.x();
        int width = columns.first.length;
        for (int x = 0, band = 0; x < width; x++, band += CHANNELS) {
            int red = 0;
            int green = 0;
            int blue = 0;
            for (int source = start + columns.first[x]; source <= start + columns.last[x]; source++) {
                int rgb = pixels[source];
                red += rgb >> 16;
                green += rgb >> 8 & 0xFF;
                blue += rgb & 0xFF;
            }
            int left = pixels[start + columns.first[x]];
            int right = pixels[start + columns.last[x]];
            int offLeft = columns.outsideFirst[x];
            int offRight = columns.outsideLast[x];
            sums[band] = red * width - (left >> 16) * offLeft - (right >> 16) * offRight;
            sums[band + 1] = green * width - (left >> 8 & 0xFF) * offLeft - (right >> 8 & 0xFF) * offRight;
            sums[band + 2] = blue * width - (left & 0xFF) * offLeft - (right & 0xFF) * offRight;
        }
    }

    /**
     * Along one axis: the source pixels that each target pixel reaches into, and how much of the first and the last it leaves
     * out, in parts of the target's size.
     */
    private static final class Spans {
        private final int[] first;
        private final int[] last;
        private final int[] outsideFirst;
        private final int[] outsideLast;

        private Spans(int size) {
            this.first = new int[size];
            this.last = new int[size];
            this.outsideFirst = new int[size];
            this.outsideLast = new int[size];
        }

        private static Spans of(int source, int target) {
            Spans spans = new Spans(target);
            for (int i = 0; i < target; i++) {
                long low = (long) i * source;
                long high = low + source;
                spans.first[i] = (int) (low / target);
                spans.last[i] = (int) ((high - 1) / target);
                spans.outsideFirst[i] = (int) (low % target);
                spans.outsideLast[i] = (int) ((spans.last[i] + 1L) * target - high);
            }
            return spans;
        }

        private int outside(int target, int source) {
            return (source == first[target] ? outsideFirst[target] : 0)
                    + (source == last[target] ? outsideLast[target] : 0);
        }
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
