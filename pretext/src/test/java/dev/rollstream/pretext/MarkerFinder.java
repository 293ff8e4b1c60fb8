package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** Finds markers on pictures. */
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
        int reach = (int) (size.diameter() / 2) + 3;
        int left = Math.max(0, (int) marker.x() - reach);
        int top = Math.max(0, (int) marker.y() - reach);
        int right = Math.min(picture.width(), (int) marker.x() + reach);
        int bottom = Math.min(picture.height(), (int) marker.y() + reach);
        RgbImage before = picture.part(new Region(left, top, right - left, bottom - top));
        RgbCanvas canvas = RgbCanvas.copyOf(before);
        new Marker(marker.digit(), marker.x() - left, marker.y() - top).draw(canvas, size);
        RgbImage after = canvas.finish();
        long sum = 0;
        for (int y = 0; y < before.height(); y++) {
            for (int x = 0; x < before.width(); x++) {
                sum += Math.abs((before.rgb(x, y) & 0xFF) - (after.rgb(x, y) & 0xFF));
            }
        }
        return sum;
    }

    /** Centres of the markers that one picture has and the other has not. */
    static List<double[]> added(RgbImage plain, RgbImage marked, Marker.Size size) {
        List<int[]> boxes = new ArrayList<>();
        for (int y = 0; y < plain.height(); y++) {
            for (int x = 0; x < plain.width(); x++) {
                if (plain.rgb(x, y) != marked.rgb(x, y)) {
                    box(boxes, x, y, size.diameter());
                }
            }
        }
        return boxes.stream()
                .map(box -> new double[] {(box[0] + box[2] + 1) / 2.0, (box[1] + box[3] + 1) / 2.0})
                .toList();
    }

    /** Extends the box of the marker that a pixel belongs to, or begins one. */
    private static void box(List<int[]> boxes, int x, int y, double diameter) {
        for (int[] box : boxes) {
            if (Math.hypot(x - (box[0] + box[2]) / 2.0, y - (box[1] + box[3]) / 2.0) < diameter + 2) {
                box[0] = Math.min(box[0], x);
                box[1] = Math.min(box[1], y);
                box[2] = Math.max(box[2], x);
                box[3] = Math.max(box[3], y);
                return;
            }
        }
        boxes.add(new int[] {x, y, x, y});
    }
}
