package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.font.OutlineFont;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.util.ArrayList;
import java.util.List;

/**
 * Liberation Sans, drawn as outlines. Covers Latin, Greek, Cyrillic and Hebrew; other characters are a box.
 *
 * <p>Sizes and widths are in pixels. For one thread.
 */
final class SheetFont {
    /** In the jar of pdfbox; SIL Open Font Licence 1.1. */
    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private static final String ELLIPSIS = "\u2026";
    /** Width of the line around a bold letter, in parts of its size. */
    private static final float BOLD = 0.035f;

    private final OutlineFont font;

    private SheetFont(OutlineFont font) {
        this.font = font;
    }

    static SheetFont load() {
        return new SheetFont(OutlineFont.load(RESOURCE));
    }

    double width(String text, double size) {
        return text.codePoints()
                .mapToDouble(point -> font.advance(point) * size)
                .sum();
    }

    double boldWidth(String text, double size) {
        return width(text, size) + BOLD * size * text.codePointCount(0, text.length());
    }

    /** Draws one line in the current colour. */
    void draw(Graphics2D graphics, String text, double x, double baseline, double size) {
        graphics.fill(outline(text, x, baseline, size, 0));
    }

    /** Draws one line in the current colour, bold. */
    void drawBold(Graphics2D graphics, String text, double x, double baseline, double size) {
        GeneralPath outline = outline(text, x, baseline, size, BOLD);
        graphics.fill(outline);
        graphics.setStroke(new BasicStroke((float) size * BOLD));
        graphics.draw(outline);
    }

    private GeneralPath outline(String text, double x, double baseline, double size, double bold) {
        GeneralPath line = new GeneralPath();
        double[] at = {x};
        text.codePoints().forEach(point -> {
            GeneralPath glyph = font.outline(point);
            double scale = font.unit() * size;
            glyph.transform(new AffineTransform(scale, 0, 0, -scale, at[0], baseline));
            line.append(glyph, false);
            at[0] += (font.advance(point) + bold) * size;
        });
        return line;
    }

    /** A text in lines of at most {@code width}; what does not fit into {@code lines} of them ends in an ellipsis. */
    List<String> wrap(String text, double size, double width, int lines) {
        List<String> wrapped = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty() && wrapped.size() < lines) {
            boolean last = wrapped.size() == lines - 1;
            int fits = fitting(rest, size, width);
            if (fits == rest.length()) {
                wrapped.add(rest);
                return wrapped;
            }
            if (last) {
                wrapped.add(shortened(rest, size, width));
                return wrapped;
            }
            int space = rest.lastIndexOf(' ', fits);
            int end = space > 0 ? space : Math.max(rest.offsetByCodePoints(0, 1), fits);
            wrapped.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        return wrapped;
    }

    /** The text, or its beginning and an ellipsis. */
    private String shortened(String text, double size, double width) {
        int fits = fitting(text, size, width - width(ELLIPSIS, size));
        return text.substring(0, fits).strip() + ELLIPSIS;
    }

    /** The text, or an ellipsis and its end. */
    String endOf(String text, double size, double width) {
        if (fitting(text, size, width) == text.length()) {
            return text;
        }
        String end = text;
        while (!end.isEmpty() && width(ELLIPSIS + end, size) > width) {
            end = end.substring(end.offsetByCodePoints(0, 1));
        }
        return ELLIPSIS + end;
    }

    /** How many chars of a text fit. */
    private int fitting(String text, double size, double width) {
        double used = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            used += font.advance(point) * size;
            if (used > width) {
                return at;
            }
            at += Character.charCount(point);
        }
        return at;
    }
}
