package dev.rollstream.pretext;

import dev.rollstream.pretext.DigitOutline.Bounds;
import dev.rollstream.pretext.DigitOutline.Edge;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a digit. Every pixel is coloured by the signed distance d of its middle to the digit's outline, negative inside: fill where
 * d is below 0, rim within its thickness beyond, mixed over one pixel at both edges.
 *
 * <p>Only +, -, *, / and square roots are used: the pixels are the same on every machine. The JDK's rasteriser would give no such
 * promise, and its text would need the fonts of the system. Each edge of the outline touches only the pixels near it, so that a
 * digit costs little more than its outline is long.
 */
final class DigitGlyph {
    private final List<Edge> edges;
    private final int left;
    private final double[] distances;
    private final int[] turns;
    private final double reach;

    /** Begins with no row at hand; distances from {@code reach} on are all the same. */
    private DigitGlyph(List<Edge> edges, int left, int right, double reach) {
        this.edges = edges;
        this.left = left;
        this.reach = reach;
        this.distances = new double[Math.max(0, right - left)];
        this.turns = new int[distances.length];
    }

    /**
     * Draws a digit.
     *
     * @param digit 0 to 9
     * @param clip region that is not left, whose top-left corner the place counts from
     * @param place of the digit
     */
    static void draw(RgbCanvas canvas, int digit, Region clip, Place place, Ink ink) {
        List<Edge> edges = DigitOutline.of(digit).edges().stream()
                .map(edge -> edge.placed(place.x, place.y, place.height))
                .toList();
        Bounds bounds = Bounds.of(edges);
        double reach = place.outline + 1;
        int left = Math.max(0, (int) (bounds.left() - reach));
        int right = Math.min(clip.width(), (int) (bounds.right() + reach) + 1);
        int bottom = Math.min(clip.height(), (int) (bounds.bottom() + reach) + 1);
        DigitGlyph glyph = new DigitGlyph(edges, left, right, reach);
        for (int y = Math.max(0, (int) (bounds.top() - reach)); y < bottom; y++) {
            glyph.measure(y + 0.5);
            for (int x = left; x < right; x++) {
                double inside = 0.5 - glyph.distances[x - left];
                if (place.outline > 0 && inside + place.outline > 0) {
                    canvas.blend(clip.x() + x, clip.y() + y, ink.rim, inside + place.outline);
                }
                if (inside > 0) {
                    canvas.blend(clip.x() + x, clip.y() + y, ink.fill, inside);
                }
            }
        }
    }

    /** Signed distances of the middles of a row's pixels. */
    private void measure(double y) {
        Arrays.fill(distances, reach * reach);
        Arrays.fill(turns, 0);
        for (Edge edge : edges) {
            near(edge, y);
            cross(edge, y);
        }
        int turn = 0;
        for (int i = 0; i < distances.length; i++) {
            turn += turns[i];
            double distance = Math.sqrt(distances[i]);
            distances[i] = turn == 0 ? distance : -distance;
        }
    }

    /** Lowers the squared distance of the pixels that an edge comes near to. */
    private void near(Edge edge, double y) {
        if (y < Math.min(edge.fromY(), edge.toY()) - reach || y > Math.max(edge.fromY(), edge.toY()) + reach) {
            return;
        }
        double dx = edge.toX() - edge.fromX();
        double dy = edge.toY() - edge.fromY();
        double square = dx * dx + dy * dy;
        int first = Math.max(0, (int) (Math.min(edge.fromX(), edge.toX()) - reach) - left);
        int last = Math.min(distances.length, (int) (Math.max(edge.fromX(), edge.toX()) + reach) + 1 - left);
        for (int i = first; i < last; i++) {
            double offX = left + i + 0.5 - edge.fromX();
            double offY = y - edge.fromY();
            double along = Math.max(0, Math.min(1, (offX * dx + offY * dy) / square));
            double awayX = offX - along * dx;
            double awayY = offY - along * dy;
            distances[i] = Math.min(distances[i], awayX * awayX + awayY * awayY);
        }
    }

    /** Where an edge crosses the row the outline turns around all pixels further right; inside is what is turned around. */
    private void cross(Edge edge, double y) {
        if (edge.fromY() <= y == edge.toY() <= y) {
            return;
        }
        double x = edge.fromX() + (y - edge.fromY()) / (edge.toY() - edge.fromY()) * (edge.toX() - edge.fromX());
        int first = Math.max(0, (int) Math.ceil(x - 0.5) - left);
        if (first < turns.length) {
            turns[first] += edge.fromY() <= y ? 1 : -1;
        }
    }

    /**
     * Where and how large a digit is drawn, in pixels.
     *
     * @param x left end of its advance
     * @param y top of a digit 1
     * @param height of a digit 1
     * @param outline thickness of the rim, 0 for none
     */
    record Place(double x, double y, double height, double outline) {
        /** A digit without a rim around a point. */
        static Place around(double x, double y, double height, int digit) {
            Bounds bounds = DigitOutline.of(digit).bounds();
            double middle = (bounds.left() + bounds.right()) / 2;
            return new Place(x - middle * height, y - height / 2, height, 0);
        }
    }

    /** Colours of a digit, {@code 0xRRGGBB}. */
    record Ink(int fill, int rim) {
        /** For pictures of any kind. */
        static final Ink WHITE_ON_BLACK_RIM = new Ink(0xFFFFFF, 0);

        /** For white ground. */
        static final Ink BLACK = new Ink(0, 0);
    }
}
