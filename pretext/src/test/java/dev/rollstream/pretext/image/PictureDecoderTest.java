package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {
    private final PictureDecoder decoder = new PictureDecoder(IntakeOptions.defaults());

    @Test
    void keepsEveryPixelOfAPng() throws Exception {
        // Given
        RgbImage original = TestPictures.varied(70, 50);
        // When
        RgbImage decoded = decoder.decode(TestPictures.png(original));
        // Then
        assertThat(decoded).isEqualTo(original);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsBaselineAndProgressiveJpeg(boolean progressive) throws Exception {
        // Given
        RgbImage original = TestPictures.soft(120, 80);
        byte[] file = progressive ? TestPictures.progressiveJpeg(original) : TestPictures.jpeg(original);
        // When
        RgbImage decoded = decoder.decode(file);
        // Then
        assertClose(decoded, original, 6);
    }

    @ParameterizedTest
    @CsvSource({"jpeg", "png"})
    void turnsGreyIntoRgb(String format) throws Exception {
        // Given
        BufferedImage grey = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSamples(0, 0, 40, 40, 0, filled(1600, 90));
        // When
        RgbImage decoded = decoder.decode(TestPictures.write(format, grey));
        // Then
        assertClose(decoded, TestPictures.plain(40, 40, 0x5A5A5A), 1);
    }

    @Test
    void keepsTheHighByteOf16Bits() throws Exception {
        // Given
        BufferedImage deep = new BufferedImage(40, 40, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSamples(0, 0, 40, 40, 0, filled(1600, 0xA1FF));
        // When
        RgbImage decoded = decoder.decode(TestPictures.write("png", deep));
        // Then
        assertThat(decoded).isEqualTo(TestPictures.plain(40, 40, 0xA1A1A1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x80, 0xFF})
    void dropsAlpha(int alpha) throws Exception {
        // Given
        BufferedImage translucent = new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB);
        translucent.setRGB(0, 0, 40, 40, filled(1600, alpha << 24 | 0x123456), 0, 40);
        // When
        RgbImage decoded = decoder.decode(TestPictures.write("png", translucent));
        // Then
        assertThat(decoded).isEqualTo(TestPictures.plain(40, 40, 0x123456));
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY})
    void looksUpPalettes(int type) throws Exception {
        // Given
        BufferedImage indexed = new BufferedImage(40, 40, type);
        indexed.setRGB(0, 0, 40, 20, filled(800, 0xFFFFFFFF), 0, 40);
        // When
        RgbImage decoded = decoder.decode(TestPictures.write("png", indexed));
        // Then
        assertThat(decoded.rgb(5, 5)).isEqualTo(0xFFFFFF);
        assertThat(decoded.rgb(5, 35)).isEqualTo(0x000000);
    }

    @Test
    void convertsPlainCmyk() throws Exception {
        // Given: a fifth cyan, no magenta, all yellow, a fifth black, as amounts of ink
        byte[] file = TestPictures.fourComponentJpeg(40, 40, 51, 0, 255, 51);
        // When
        RgbImage decoded = decoder.decode(file);
        // Then
        assertClose(decoded, TestPictures.plain(40, 40, 0xA3CC00), 2);
    }

    @Test
    void convertsInvertedCmykOfAdobe() throws Exception {
        // Given
        byte[] file = TestPictures.fourComponentJpeg(40, 40, 204, 255, 0, 204);
        // When
        RgbImage decoded = decoder.decode(TestPictures.withSegment(file, 0xEE, TestPictures.adobe(0)));
        // Then
        assertClose(decoded, TestPictures.plain(40, 40, 0xA3CC00), 2);
    }

    @Test
    void convertsYcckOfAdobe() throws Exception {
        // Given: Y, Cb, Cr of the inverted inks (204, 255, 0) after JFIF's formula, and K
        byte[] file = TestPictures.fourComponentJpeg(40, 40, 211, 9, 123, 204);
        // When
        RgbImage decoded = decoder.decode(TestPictures.withSegment(file, 0xEE, TestPictures.adobe(2)));
        // Then
        assertClose(decoded, TestPictures.plain(40, 40, 0xA3CC00), 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsPicturesUpright(int orientation) throws Exception {
        // Given: corners in reading order top-left red, top-right green, bottom-left blue, bottom-right white
        RgbImage upright = corners(48, 64);
        RgbImage stored = asStored(upright, orientation);
        byte[] tiff = TestPictures.tiff(orientation);
        byte[] png = insertAfterHeader(TestPictures.png(stored), TestPictures.chunk("eXIf", tiff));
        byte[] jpeg = TestPictures.withSegment(TestPictures.jpeg(stored), 0xE1, TestPictures.exifSegment(orientation));
        // When
        RgbImage fromPng = decoder.decode(png);
        RgbImage fromJpeg = decoder.decode(jpeg);
        // Then
        assertThat(fromPng).isEqualTo(upright);
        assertThat(fromJpeg.width()).isEqualTo(48);
        assertClose(fromJpeg.rgb(4, 4), 0xFF0000, 12);
        assertClose(fromJpeg.rgb(43, 4), 0x00FF00, 12);
        assertClose(fromJpeg.rgb(4, 59), 0x0000FF, 12);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 65_535})
    void ignoresOrientationsThatDoNotExist(int orientation) throws Exception {
        // Given
        RgbImage stored = corners(48, 64);
        byte[] png =
                insertAfterHeader(TestPictures.png(stored), TestPictures.chunk("eXIf", TestPictures.tiff(orientation)));
        // When
        RgbImage decoded = decoder.decode(png);
        // Then
        assertThat(decoded).isEqualTo(stored);
    }

    @Test
    void ignoresDamagedExif() throws Exception {
        // Given
        byte[] nonsense = new byte[40];
        new Random(3).nextBytes(nonsense);
        RgbImage stored = corners(48, 64);
        // When
        RgbImage decoded =
                decoder.decode(insertAfterHeader(TestPictures.png(stored), TestPictures.chunk("eXIf", nonsense)));
        // Then
        assertThat(decoded).isEqualTo(stored);
    }

    @Test
    void reducesLongSidesToTheWorkingSize() throws Exception {
        // Given
        PictureDecoder small = new PictureDecoder(IntakeOptions.defaults().withMaxSide(100));
        // When
        RgbImage decoded = small.decode(TestPictures.png(TestPictures.soft(1_000, 700)));
        // Then
        assertClose(decoded, TestPictures.soft(100, 70), 3);
    }

    private static int[] filled(int count, int value) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    private static byte[] insertAfterHeader(byte[] png, byte[] chunk) {
        int at = 8 + 25;
        byte[] longer = Arrays.copyOf(png, png.length + chunk.length);
        System.arraycopy(chunk, 0, longer, at, chunk.length);
        System.arraycopy(png, at, longer, at + chunk.length, png.length - at);
        return longer;
    }

    private static RgbImage corners(int width, int height) {
        RgbCanvas canvas = new RgbCanvas(width, height);
        canvas.fill(new Region(0, 0, width / 2, height / 2), 0xFF0000);
        canvas.fill(new Region(width / 2, 0, width / 2, height / 2), 0x00FF00);
        canvas.fill(new Region(0, height / 2, width / 2, height / 2), 0x0000FF);
        canvas.fill(new Region(width / 2, height / 2, width / 2, height / 2), 0xFFFFFF);
        return canvas.finish();
    }

    /** Builds the stored picture from EXIF's own words: where the scene's sides lie in the stored rows and columns. */
    private static RgbImage asStored(RgbImage upright, int value) {
        int right = upright.width() - 1;
        int bottom = upright.height() - 1;
        boolean swapped = value >= 5;
        RgbCanvas stored = swapped
                ? new RgbCanvas(upright.height(), upright.width())
                : new RgbCanvas(upright.width(), upright.height());
        for (int row = 0; row < stored.height(); row++) {
            for (int column = 0; column < stored.width(); column++) {
                int rgb =
                        switch (value) {
                            case 1 -> upright.rgb(column, row);
                            case 2 -> upright.rgb(right - column, row);
                            case 3 -> upright.rgb(right - column, bottom - row);
                            case 4 -> upright.rgb(column, bottom - row);
                            case 5 -> upright.rgb(row, column);
                            case 6 -> upright.rgb(right - row, column);
                            case 7 -> upright.rgb(right - row, bottom - column);
                            default -> upright.rgb(row, bottom - column);
                        };
                stored.set(column, row, rgb);
            }
        }
        return stored.finish();
    }

    private static void assertClose(RgbImage actual, RgbImage expected, int tolerance) {
        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(actual.height()).isEqualTo(expected.height());
        for (int y = 0; y < actual.height(); y++) {
            for (int x = 0; x < actual.width(); x++) {
                assertClose(actual.rgb(x, y), expected.rgb(x, y), tolerance);
            }
        }
    }

    private static void assertClose(int actual, int expected, int tolerance) {
        for (int shift = 0; shift <= 16; shift += 8) {
            int difference = Math.abs((actual >> shift & 0xFF) - (expected >> shift & 0xFF));
            if (difference > tolerance) {
                throw new AssertionError("%06x is not within %d of %06x".formatted(actual, tolerance, expected));
            }
        }
    }
}
