package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;

/** Judges crop tasks by their pictures, without the code that made them. */
final class CropReview {
    private CropReview() {}

    /** The picture with the hole, one option pasted in; the hole is that of the sample's seed. */
    static RgbImage pasted(Sample sample, int width, int height, int slot) {
        Region crop =
                CropPlan.draw(width, height, new SeededRandom(sample.seed())).crop();
        RgbCanvas canvas = RgbCanvas.copyOf(Pictures.decode(sample.images().get(0)));
        RgbImage option = Pictures.decode(sample.images().get(1 + slot));
        canvas.paste(option, new Region(0, 0, option.width(), option.height()), crop.x(), crop.y());
        return canvas.finish();
    }

    /** A picture at side x side, bilinear in floating point with half-pixel centres. */
    static RgbImage stretched(RgbImage image, int side) {
        int[] pixels = new int[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    long level = Math.round(
                            bilinear(image, place(x, side, image.width()), place(y, side, image.height()), shift));
                    pixels[y * side + x] |= (int) level << shift;
                }
            }
        }
        return RgbImage.of(side, side, pixels);
    }

    private static double place(int at, int side, int length) {
        return Math.min(length - 1.0, Math.max(0, (at + 0.5) * length / side - 0.5));
    }

    private static double bilinear(RgbImage image, double x, double y, int shift) {
        int left = (int) x;
        int top = (int) y;
        int right = Math.min(image.width() - 1, left + 1);
        int bottom = Math.min(image.height() - 1, top + 1);
        double upper = level(image, left, top, shift) * (1 - x % 1) + level(image, right, top, shift) * (x % 1);
        double lower = level(image, left, bottom, shift) * (1 - x % 1) + level(image, right, bottom, shift) * (x % 1);
        return upper * (1 - y % 1) + lower * (y % 1);
    }

    private static int level(RgbImage image, int x, int y, int shift) {
        return image.rgb(x, y) >> shift & 0xFF;
    }

    static int greatestDifference(RgbImage a, RgbImage b) {
        int greatest = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    greatest = Math.max(greatest, Math.abs(level(a, x, y, shift) - level(b, x, y, shift)));
                }
            }
        }
        return greatest;
    }

    /** Mean absolute difference over all pixels and channels, in grey levels. */
    static double meanDifference(RgbImage a, RgbImage b) {
        long sum = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs(level(a, x, y, shift) - level(b, x, y, shift));
                }
            }
        }
        return sum / (3.0 * a.width() * a.height());
    }

    /** Energy of the difference to the next pixel, over that to the fourth: high where the finest detail is there. */
    static double sharpness(RgbImage image) {
        double near = 0;
        double far = 0;
        for (int y = 0; y + 4 < image.height(); y++) {
            for (int x = 0; x + 4 < image.width(); x++) {
                int level = level(image, x, y, 8);
                near += square(level - level(image, x + 1, y, 8)) + square(level - level(image, x, y + 1, 8));
                far += square(level - level(image, x + 4, y, 8)) + square(level - level(image, x, y + 4, 8));
            }
        }
        return near / far;
    }

    private static double square(int difference) {
        return (double) difference * difference;
    }
}
