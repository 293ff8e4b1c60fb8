package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.DigitOutline.Edge;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.Sha256;
import java.awt.geom.Path2D;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.fontbox.ttf.NamingTable;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitGlyphTest {
    /** Not a mixture of black and white. */
    private static final int GROUND = 0x3060A0;

    /** An independent oracle: the share of 8 x 8 points of a pixel that are inside by the JDK's own shapes. */
    @ParameterizedTest
    @CsvSource({"13.4, 0.3, 0.7", "24, 8, 8", "66.5, 3.25, 9.5", "187, 1, 2"})
    void coversThePixelsInsideTheOutline(double height, double x, double y) {
        for (int digit = 0; digit <= 9; digit++) {
            // Given
            DigitGlyph.Place place = new DigitGlyph.Place(x, y, height, 0);
            Path2D shape = shape(digit, place);
            // When
            RgbImage drawn = drawn(digit, place, DigitGlyph.Ink.BLACK, 0xFFFFFF);
            // Then: pixels at sharp corners are the least alike
            double off = 0;
            for (int row = 0; row < drawn.height(); row++) {
                for (int column = 0; column < drawn.width(); column++) {
                    double ink = 1 - (drawn.rgb(column, row) & 0xFF) / 255.0;
                    double difference = Math.abs(ink - covered(shape, column, row));
                    assertThat(difference)
                            .as("digit %d of %s px at %d, %d", digit, height, column, row)
                            .isLessThan(0.4);
                    off += difference;
                }
            }
            assertThat(off / (height * height)).as("digit %d", digit).isLessThan(0.02);
        }
    }

    @Test
    void drawsTheSamePixelsOnEveryMachine() throws Exception {
        // When: sizes of small markers, patches and large pictures, with fractions as they come
        RgbCanvas canvas = new RgbCanvas(640, 300);
        for (int digit = 0; digit <= 3; digit++) {
            Region patch = new Region(160 * digit, 0, 160, 300);
            DigitGlyph.draw(canvas, digit, patch, new DigitGlyph.Place(8, 8, 24, 3), white());
            DigitGlyph.draw(canvas, digit, patch, new DigitGlyph.Place(5.37, 60.1, 13.44, 0), white());
            DigitGlyph.draw(canvas, digit, patch, new DigitGlyph.Place(100 / 3.0, 90, 200 / 1.9, 10.5), white());
        }
        // Then
        assertThat(Sha256.hex(bytes(canvas.finish())))
                .isEqualTo("cf09c2f0f1b5552ff4ba1fb72e66c3cf963b0b7c8fe4c91b7ff8eba6aed5500a");
    }

    @Test
    void hasARimAllAround() {
        for (int digit = 0; digit <= 9; digit++) {
            // When
            RgbImage drawn = drawn(digit, new DigitGlyph.Place(20, 20, 60, 6), white(), GROUND);
            // Then: nowhere does white touch the ground
            for (int y = 0; y < drawn.height(); y++) {
                for (int x = 1; x < drawn.width(); x++) {
                    assertThat(List.of(
                                    Math.min(drawn.rgb(x - 1, y), drawn.rgb(x, y)),
                                    Math.max(drawn.rgb(x - 1, y), drawn.rgb(x, y))))
                            .as("digit %d at %d, %d", digit, x, y)
                            .isNotEqualTo(List.of(GROUND, 0xFFFFFF));
                }
            }
            assertThat(drawn.rgb(0, 0)).isEqualTo(GROUND);
        }
    }

    @Test
    void keepsToItsClip() {
        // Given
        RgbCanvas canvas = new RgbCanvas(60, 60);
        canvas.fill(new Region(0, 0, 60, 60), GROUND);
        Region clip = new Region(20, 20, 15, 15);
        // When
        DigitGlyph.draw(canvas, 0, clip, new DigitGlyph.Place(-10, -12, 40, 5), white());
        DigitGlyph.draw(canvas, 0, clip, new DigitGlyph.Place(500, 500, 40, 5), white());
        // Then
        RgbImage drawn = canvas.finish();
        boolean changed = false;
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 60; x++) {
                boolean inside = x >= 20 && x < 35 && y >= 20 && y < 35;
                changed |= drawn.rgb(x, y) != GROUND;
                assertThat(inside || drawn.rgb(x, y) == GROUND).isTrue();
            }
        }
        assertThat(changed).isTrue();
    }

    /** Its licence asks for its notices in every copy, and for other names than its makers'. */
    @Test
    void bringsTheLicenceOfItsFont() throws Exception {
        // When
        String beside;
        try (InputStream in = font("labels-license.txt")) {
            beside = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        NamingTable within;
        try (InputStream in = font("labels.ttf")) {
            within = new TTFParser().parse(new RandomAccessReadBuffer(in)).getNaming();
        }
        // Then
        assertThat(beside)
                .contains(
                        "Copyright (c) 2003 by Bitstream",
                        "Copyright (c) 2006 by Tavmjong Bah",
                        "this permission notice");
        assertThat(within.getFontFamily()).isEqualTo("Rollstream Labels");
        assertThat(within.getName(0, 3, 1, 0x409)).contains("by Bitstream", "by Tavmjong Bah");
        assertThat(within.getName(13, 3, 1, 0x409)).contains("this permission notice");
    }

    private static InputStream font(String name) {
        return Objects.requireNonNull(DigitGlyph.class.getResourceAsStream("font/" + name), name);
    }

    private static DigitGlyph.Ink white() {
        return DigitGlyph.Ink.WHITE_ON_BLACK_RIM;
    }

    private static RgbImage drawn(int digit, DigitGlyph.Place place, DigitGlyph.Ink ink, int ground) {
        int side = (int) (place.height() * 1.2 + place.x() + place.y() + 20);
        RgbCanvas canvas = new RgbCanvas(side, side);
        Region all = new Region(0, 0, side, side);
        canvas.fill(all, ground);
        DigitGlyph.draw(canvas, digit, all, place, ink);
        return canvas.finish();
    }

    private static Path2D shape(int digit, DigitGlyph.Place place) {
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        List<Edge> edges = DigitOutline.of(digit).edges();
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i).placed(place.x(), place.y(), place.height());
            if (i == 0
                    || edges.get(i - 1).toX() != edges.get(i).fromX()
                    || edges.get(i - 1).toY() != edges.get(i).fromY()) {
                path.moveTo(edge.fromX(), edge.fromY());
            }
            path.lineTo(edge.toX(), edge.toY());
        }
        return path;
    }

    private static double covered(Path2D shape, int column, int row) {
        if (!shape.intersects(column, row, 1, 1)) {
            return 0;
        }
        if (shape.contains(column, row, 1, 1)) {
            return 1;
        }
        int inside = 0;
        for (int i = 0; i < 64; i++) {
            inside += shape.contains(column + (i % 8 + 0.5) / 8, row + (i / 8 + 0.5) / 8) ? 1 : 0;
        }
        return inside / 64.0;
    }

    private static byte[] bytes(RgbImage image) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * image.width() * image.height());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                bytes.putInt(image.rgb(x, y));
            }
        }
        return bytes.array();
    }
}
