package dev.rollstream.pretext;

import dev.rollstream.pretext.geometry.DepthWindow;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;

/**
 * A numbered point of a picture: a black digit on a white disc with a black rim, legible on any ground. Drawn with +, -, *, / and
 * square roots only: the same pixels on every machine.
 *
 * @param digit 0 to 9
 * @param x centre, in pixels from the canvas's left edge; the middle of pixel 0 is 0.5
 * @param y centre, from its upper edge
 */
record Marker(int digit, double x, double y) {
    private static final int WHITE = 0xFFFFFF;
    private static final int BLACK = 0;

    /**
     * Size of a marker in pixels.
     *
     * @param diameter of the disc, rim included
     * @param rim thickness of the rim, within the disc
     * @param digitHeight height of the digit
     */
    record Size(double diameter, double rim, double digitHeight) {}

    /** A marker in the middle of a window. */
    static Marker on(int digit, DepthWindow window) {
        return new Marker(digit, window.x() + 0.5, window.y() + 0.5);
    }

    /** Draws the marker; what lies outside the canvas is left out. */
    void draw(RgbCanvas canvas, Size size) {
        disc(canvas, size.diameter / 2, BLACK);
        disc(canvas, size.diameter / 2 - size.rim, WHITE);
        Region all = new Region(0, 0, canvas.width(), canvas.height());
        DigitGlyph.Place place = DigitGlyph.Place.around(x, y, size.digitHeight, digit);
        DigitGlyph.draw(canvas, digit, all, place, DigitGlyph.Ink.BLACK);
    }

    private void disc(RgbCanvas canvas, double radius, int rgb) {
        int bottom = Math.min(canvas.height(), (int) (y + radius) + 2);
        int right = Math.min(canvas.width(), (int) (x + radius) + 2);
        for (int row = Math.max(0, (int) (y - radius) - 1); row < bottom; row++) {
            for (int column = Math.max(0, (int) (x - radius) - 1); column < right; column++) {
                double dx = column + 0.5 - x;
                double dy = row + 0.5 - y;
                double inside = radius - Math.sqrt(dx * dx + dy * dy) + 0.5;
                if (inside > 0) {
                    canvas.blend(column, row, rgb, inside);
                }
            }
        }
    }
}
