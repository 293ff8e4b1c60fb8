package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import java.util.Arrays;

/**
 * Digits drawn from their own strokes, so that a label looks the same with any fonts or none.
 *
 * <p>A digit is a polyline in a box 0.62 wide and 1 high. Every pixel is coloured by its distance d to the polyline: fill
 * within half a stroke, rim within the outline around it, mixed over one pixel at both edges. Only +, -, *, / and square
 * roots are used after {@link StrictMath} laid out the arcs: the pixels are the same on every machine.
 */
final class DigitGlyph {
    /** Width of a digit's box, in heights. */
    static final double WIDTH = 0.62;

    private static final double STROKE = 0.16;

    /** Points x, y of each digit's line. */
    private static final double[][] LINES = {
        arc(0.31, 0.5, 0.23, 0.42, 0, 360),
        {0.12, 0.28, 0.35, 0.08, 0.35, 0.92},
        join(arc(0.31, 0.31, 0.23, 0.23, 190, 400), new double[] {0.08, 0.92, 0.56, 0.92}),
        join(arc(0.29, 0.29, 0.21, 0.21, 205, 450), arc(0.29, 0.71, 0.25, 0.21, 270, 515)),
    };

    private DigitGlyph() {}

    /** Points on an ellipse, angles in degrees from the right, clockwise as y points down. */
    private static double[] arc(double centreX, double centreY, double radiusX, double radiusY, int from, int to) {
        int pieces = (to - from) / 15;
        double[] points = new double[2 * (pieces + 1)];
        for (int i = 0; i <= pieces; i++) {
            double angle = StrictMath.toRadians(from + (double) (to - from) * i / pieces);
            points[2 * i] = centreX + radiusX * StrictMath.cos(angle);
            points[2 * i + 1] = centreY + radiusY * StrictMath.sin(angle);
        }
        return points;
    }

    private static double[] join(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /**
     * Draws a digit.
     *
     * @param digit 0 to 3
     * @param clip region that is not left, whose top-left corner the place counts from
     * @param place of the digit
     */
    static void draw(RgbCanvas canvas, int digit, Region clip, Place place, Ink ink) {
        double[] line = LINES[digit];
        double reach = STROKE / 2 * place.height + place.outline + 1;
        int right = Math.min(clip.width(), (int) (place.x + WIDTH * place.height + reach) + 1);
        int bottom = Math.min(clip.height(), (int) (place.y + place.height + reach) + 1);
        for (int y = Math.max(0, (int) (place.y - reach)); y < bottom; y++) {
            for (int x = Math.max(0, (int) (place.x - reach)); x < right; x++) {
                double distance = place.height
                        * distance(line, (x + 0.5 - place.x) / place.height, (y + 0.5 - place.y) / place.height);
                double inside = STROKE / 2 * place.height - distance + 0.5;
                if (place.outline > 0 && inside + place.outline > 0) {
                    canvas.blend(clip.x() + x, clip.y() + y, ink.rim, inside + place.outline);
                }
                if (inside > 0) {
                    canvas.blend(clip.x() + x, clip.y() + y, ink.fill, inside);
                }
            }
        }
    }

    /**
     * Where and how large a digit is drawn, in pixels.
     *
     * @param x left end of its box
     * @param y top of its box
     * @param height of the digit
     * @param outline thickness of the rim, 0 for none
     */
    record Place(double x, double y, double height, double outline) {}

    /** Colours of a digit, {@code 0xRRGGBB}. */
    record Ink(int fill, int rim) {
        /** For pictures of any kind. */
        static final Ink WHITE_ON_BLACK_RIM = new Ink(0xFFFFFF, 0);

        /** For white ground. */
        static final Ink BLACK = new Ink(0, 0);
    }

    private static double distance(double[] line, double x, double y) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i + 3 < line.length; i += 2) {
            double dx = line[i + 2] - line[i];
            double dy = line[i + 3] - line[i + 1];
            double along = ((x - line[i]) * dx + (y - line[i + 1]) * dy) / (dx * dx + dy * dy);
            double clamped = Math.max(0, Math.min(1, along));
            double offX = x - line[i] - clamped * dx;
            double offY = y - line[i + 1] - clamped * dy;
            best = Math.min(best, offX * offX + offY * offY);
        }
        return Math.sqrt(best);
    }
}
