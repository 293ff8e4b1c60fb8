package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;

/** Finds a marker on a grey picture. */
final class MarkerFinder {
    private MarkerFinder() {}

    /** The centre of what is black in a part of the picture: of the marker's rim. */
    static double[] centre(RgbImage picture, Region part) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = -1;
        int bottom = -1;
        for (int y = Math.max(0, part.y()); y < Math.min(picture.height(), part.y() + part.height()); y++) {
            for (int x = Math.max(0, part.x()); x < Math.min(picture.width(), part.x() + part.width()); x++) {
                if ((picture.rgb(x, y) & 0xFF) < 64) {
                    left = Math.min(left, x);
                    top = Math.min(top, y);
                    right = Math.max(right, x);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        if (right < 0) {
            throw new AssertionError("no marker in " + part);
        }
        return new double[] {(left + right + 1) / 2.0, (top + bottom + 1) / 2.0};
    }

    /** How much the picture would change if a marker were drawn on it. */
    static long difference(RgbImage picture, Marker marker, Marker.Size size) {
        RgbCanvas canvas = RgbCanvas.copyOf(picture);
        marker.draw(canvas, size);
        RgbImage drawn = canvas.finish();
        long sum = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                sum += Math.abs((picture.rgb(x, y) & 0xFF) - (drawn.rgb(x, y) & 0xFF));
            }
        }
        return sum;
    }
}
