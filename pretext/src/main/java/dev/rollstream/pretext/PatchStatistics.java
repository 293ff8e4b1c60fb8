package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbImage;

/** Measures on patches, in grey levels of 0 to 255 over all three channels. */
final class PatchStatistics {
    /** Which way a patch is read when it is compared with another. */
    enum Reading {
        PLAIN(false, false),
        FLIPPED_VERTICALLY(false, true),
        FLIPPED_HORIZONTALLY(true, false);

        private final boolean mirrored;
        private final boolean upsideDown;

        Reading(boolean mirrored, boolean upsideDown) {
            this.mirrored = mirrored;
            this.upsideDown = upsideDown;
        }
    }

    private final RgbImage image;

    PatchStatistics(RgbImage image) {
        this.image = image;
    }

    /**
     * Whether the mean absolute difference of two equally large patches, each read its own way, reaches {@code level}. Stops at
     * the row that decides it, so that pictures that pass, nearly all, cost little.
     */
    boolean differ(Region a, Reading readA, Region b, Reading readB, double level) {
        double needed = level * 3 * a.width() * a.height();
        long sum = 0;
        for (int y = 0; y < a.height(); y++) {
            int rowA = row(a, readA, y);
            int rowB = row(b, readB, y);
            for (int x = 0; x < a.width(); x++) {
                sum += distance(image.rgb(column(a, readA, x), rowA), image.rgb(column(b, readB, x), rowB));
            }
            if (sum >= needed) {
                return true;
            }
        }
        return false;
    }

    /** Whether the mean absolute difference of two equally large pictures reaches {@code level}. Stops at the row that decides. */
    static boolean differ(RgbImage a, RgbImage b, double level) {
        double needed = level * 3 * a.width() * a.height();
        long sum = 0;
        for (int y = 0; y < a.height() && sum < needed; y++) {
            for (int x = 0; x < a.width(); x++) {
                sum += distance(a.rgb(x, y), b.rgb(x, y));
            }
        }
        return sum >= needed;
    }

    private static int row(Region region, Reading reading, int y) {
        return region.y() + (reading.upsideDown ? region.height() - 1 - y : y);
    }

    private static int column(Region region, Reading reading, int x) {
        return region.x() + (reading.mirrored ? region.width() - 1 - x : x);
    }

    private static int distance(int a, int b) {
        return Math.abs((a >> 16) - (b >> 16))
                + Math.abs((a >> 8 & 0xFF) - (b >> 8 & 0xFF))
                + Math.abs((a & 0xFF) - (b & 0xFF));
    }

    /** Standard deviation within each channel, pooled over the three. */
    double deviation(Region patch) {
        long[] sums = new long[3];
        long squares = 0;
        for (int y = patch.y(); y < patch.y() + patch.height(); y++) {
            for (int x = patch.x(); x < patch.x() + patch.width(); x++) {
                int rgb = image.rgb(x, y);
                int red = rgb >> 16;
                int green = rgb >> 8 & 0xFF;
                int blue = rgb & 0xFF;
                sums[0] += red;
                sums[1] += green;
                sums[2] += blue;
                squares += red * red + green * green + blue * blue;
            }
        }
        double count = (double) patch.width() * patch.height();
        double ofMeans = 0;
        for (long sum : sums) {
            ofMeans += sum / count * (sum / count);
        }
        return Math.sqrt(Math.max(0, (squares / count - ofMeans) / 3));
    }
}
