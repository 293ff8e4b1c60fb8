package dev.rollstream.policy;

import java.util.Arrays;

/**
 * Scales a part of a picture to a square by area averaging: a target pixel is the mean of what it covers, source pixels that it
 * covers in part counting in part. The picture's proportions are given up.
 */
final class AreaScaling {
    /** A part of a picture in pixels. */
    record Box(int x, int y, int width, int height) {
        static Box whole(Picture picture) {
            return new Box(0, 0, picture.width(), picture.height());
        }
    }

    private AreaScaling() {}

    /** Three planes (red, green, blue) of {@code side} x {@code side} bytes. */
    static byte[] scale(Picture picture, Box box, int side) {
        float[] rows = acrossRows(picture, box, side);
        byte[] scaled = new byte[3 * side * side];
        float[] sums = new float[3 * side];
        for (int y = 0; y < side; y++) {
            double from = (double) y * box.height / side;
            double to = (double) (y + 1) * box.height / side;
            Arrays.fill(sums, 0);
            for (int row = (int) from; row < Math.ceil(to); row++) {
                float weight = (float) ((Math.min(to, row + 1) - Math.max(from, row)) / (to - from));
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += weight * rows[row * sums.length + i];
                }
            }
            for (int i = 0; i < sums.length; i++) {
                scaled[(i % 3 * side + y) * side + i / 3] = (byte) Math.min(255, Math.round(sums[i]));
            }
        }
        return scaled;
    }

    /** Every row of the box reduced to {@code side} pixels of three floats. */
    private static float[] acrossRows(Picture picture, Box box, int side) {
        float[] reduced = new float[box.height * side * 3];
        for (int x = 0; x < side; x++) {
            double from = (double) x * box.width / side;
            double to = (double) (x + 1) * box.width / side;
            for (int column = (int) from; column < Math.ceil(to); column++) {
                float weight = (float) ((Math.min(to, column + 1) - Math.max(from, column)) / (to - from));
                for (int y = 0; y < box.height; y++) {
                    int rgb = picture.rgb()[(box.y + y) * picture.width() + box.x + column];
                    int at = (y * side + x) * 3;
                    reduced[at] += weight * (rgb >> 16 & 0xFF);
                    reduced[at + 1] += weight * (rgb >> 8 & 0xFF);
                    reduced[at + 2] += weight * (rgb & 0xFF);
                }
            }
        }
        return reduced;
    }
}
