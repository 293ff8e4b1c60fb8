package dev.rollstream.pretext.font;

import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * A TrueType font of the class path, read as outlines. The JDK's own text needs the system's font library and fails where no font
 * is installed, in small containers above all; outlines need nothing.
 *
 * <p>For one thread.
 */
public final class OutlineFont {
    private final TrueTypeFont font;
    private final CmapLookup glyphs;
    private final double unit;

    private OutlineFont(TrueTypeFont font) throws IOException {
        this.font = font;
        this.glyphs = font.getUnicodeCmapLookup();
        this.unit = 1.0 / font.getUnitsPerEm();
    }

    /**
     * Reads a font.
     *
     * @param resource absolute name on the class path
     * @throws UncheckedIOException if it is not there or cannot be read
     */
    public static OutlineFont load(String resource) {
        try (InputStream in = OutlineFont.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no such resource");
            }
            return new OutlineFont(new TTFParser().parse(new RandomAccessReadBuffer(in)));
        } catch (IOException e) {
            throw new UncheckedIOException("the font cannot be read from the class path: " + resource, e);
        }
    }

    /** Length of one font unit in parts of the font's size. */
    public double unit() {
        return unit;
    }

    /** How far a character takes the text forward, in parts of the font's size. */
    public double advance(int codePoint) {
        try {
            return font.getAdvanceWidth(glyphs.getGlyphId(codePoint)) * unit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The outline of a character, of lines and quadratic curves: in font units, from the left end of its advance and its base line, y
     * upwards. A character that the font lacks is a box.
     */
    public GeneralPath outline(int codePoint) {
        try {
            GlyphData data = font.getGlyph().getGlyph(glyphs.getGlyphId(codePoint));
            return data == null ? new GeneralPath() : data.getPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
