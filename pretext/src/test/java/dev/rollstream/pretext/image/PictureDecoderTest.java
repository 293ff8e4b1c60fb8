package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
    @EnumSource(ExifOrientation.class)
    void turnsPicturesUpright(ExifOrientation orientation) throws Exception {
        // Given: corners in reading order top-left red, top-right green, bottom-left blue, bottom-right white
        RgbImage upright = corners(48, 64);
        RgbImage stored = asStored(upright, orientation.ordinal() + 1);
        byte[] tiff = TestPictures.tiff(orientation.ordinal() + 1);
        byte[] png = insertAfterHeader(TestPictures.png(stored), TestPictures.chunk("eXIf", tiff));
        byte[] jpeg = TestPictures.withSegment(
                TestPictures.jpeg(stored), 0xE1, TestPictures.exifSegment(orientation.ordinal() + 1));
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
        byte[] png = insertAfterHeader(TestPictures.png(stored), TestPictures.chunk("eXIf", TestPictures.tiff(orientation)));
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

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.3, 0.6, 0.9, 0.999})
    void noticesThatAJpegEndsEarly(double part) {
        // Given
        byte[] file = TestPictures.jpeg(TestPictures.varied(200, 150));
        byte[] cut = Arrays.copyOf(file, Math.max(4, (int) (file.length * part)));
        // When
        SkipReason reason = rejection(cut);
        // Then
        assertThat(reason).isEqualTo(SkipReason.TRUNCATED);
    }

    @Test
    void noticesThatOnlyTheEndMarkerIsMissing() {
        // Given
        byte[] file = TestPictures.jpeg(TestPictures.varied(200, 150));
        // When
        SkipReason reason = rejection(Arrays.copyOf(file, file.length - 2));
        // Then
        assertThat(reason).isEqualTo(SkipReason.TRUNCATED);
    }

    @Test
    void noticesAJpegWhoseDataWasClosedTooEarly() {
        // Given: cut in the middle, then an end marker
        byte[] file = TestPictures.jpeg(TestPictures.varied(200, 150));
        byte[] cut = Arrays.copyOf(file, file.length / 2);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;
        // When
        SkipReason reason = rejection(cut);
        // Then
        assertThat(reason).isEqualTo(SkipReason.CORRUPT);
    }

    @Test
    void isNotMisledByTheEndMarkerOfAThumbnail() {
        // Given: a whole JPEG inside a metadata segment, the outer one cut
        byte[] thumbnail = TestPictures.jpeg(TestPictures.soft(40, 40));
        byte[] file = TestPictures.withSegment(TestPictures.jpeg(TestPictures.varied(200, 150)), 0xE2, thumbnail);
        // When
        SkipReason reason = rejection(Arrays.copyOf(file, file.length - 700));
        // Then
        assertThat(reason).isEqualTo(SkipReason.TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3, 0.6, 0.9, 0.999})
    void noticesThatAPngEndsEarly(double part) {
        // Given
        byte[] file = TestPictures.png(TestPictures.varied(200, 150));
        byte[] cut = Arrays.copyOf(file, Math.max(8, (int) (file.length * part)));
        // When
        SkipReason reason = rejection(cut);
        // Then
        assertThat(reason).isEqualTo(SkipReason.TRUNCATED);
    }

    @Test
    void noticesAChangedByteInAPng() {
        // Given
        byte[] file = TestPictures.png(TestPictures.varied(200, 150));
        file[file.length / 2] ^= 1;
        // When
        SkipReason reason = rejection(file);
        // Then
        assertThat(reason).isEqualTo(SkipReason.CORRUPT);
    }

    @Test
    void noticesAPngWithTooFewRows() {
        // Given
        byte[] file = TestPictures.greyPng(100, 100, new byte[101 * 60]);
        // When
        SkipReason reason = rejection(file);
        // Then
        assertThat(reason).isEqualTo(SkipReason.CORRUPT);
    }

    @Test
    void refusesABombByItsHeader() {
        // Given
        byte[] bomb = TestPictures.greyPng(50_000, 50_000, new byte[1_000_000]);
        // When
        SkipReason[] reason = new SkipReason[1];
        long allocated = allocated(() -> reason[0] = rejection(bomb));
        // Then
        assertThat(bomb.length).isLessThan(5_000);
        assertThat(reason[0]).isEqualTo(SkipReason.TOO_MANY_PIXELS);
        assertThat(allocated).isLessThan(1_000_000);
    }

    @Test
    void refusesAJpegBombByItsHeader() {
        // Given: a good file whose frame header claims 65,500 x 65,500
        byte[] file = TestPictures.jpeg(TestPictures.soft(100, 100));
        int frame = indexOfMarker(file, 0xC0);
        for (int at : new int[] {frame + 5, frame + 7}) {
            file[at] = (byte) 0xFF;
            file[at + 1] = (byte) 0xDC;
        }
        // When
        SkipReason reason = rejection(file);
        // Then
        assertThat(reason).isEqualTo(SkipReason.TOO_MANY_PIXELS);
    }

    @Test
    void refusesAPictureOfOneEndlessRow() {
        // Given
        byte[] file = TestPictures.greyPng(40_000, 40, new byte[1]);
        // When
        SkipReason reason = rejection(file);
        // Then
        assertThat(reason).isEqualTo(SkipReason.TOO_MANY_PIXELS);
    }

    @Test
    void takesLittleMemoryForTheLargestPictureAllowed() {
        // Given: 64 megapixels in 70 kB
        byte[] file = TestPictures.greyPng(8_000, 8_000, new byte[8_001 * 8_000]);
        RgbImage[] decoded = new RgbImage[1];
        // When
        long allocated = allocated(() -> decoded[0] = decoder.decode(file));
        // Then
        assertThat(decoded[0]).isEqualTo(TestPictures.plain(1_600, 1_600, 0));
        assertThat(allocated).isLessThan(64_000_000);
    }

    @Test
    void leavesCompressedTextUnread() throws Exception {
        // Given: a text chunk that would inflate to 200 MB
        byte[] text = TestPictures.deflate(new byte[200_000_000]);
        byte[] content = new byte[text.length + 3];
        content[0] = 'a';
        System.arraycopy(text, 0, content, 3, text.length);
        byte[] file = TestPictures.greyPng(64, 64, new byte[65 * 64], TestPictures.chunk("zTXt", content));
        RgbImage[] decoded = new RgbImage[1];
        // When
        long allocated = allocated(() -> decoded[0] = decoder.decode(file));
        // Then
        assertThat(decoded[0]).isEqualTo(TestPictures.plain(64, 64, 0));
        assertThat(allocated).isLessThan(20_000_000);
    }

    @Test
    void limitsProgressiveJpegsMore() {
        // Given
        byte[] file = TestPictures.progressiveJpeg(TestPictures.soft(300, 200));
        IntakeOptions tight = new IntakeOptions(1 << 20, 100_000, 50_000, 1, 100);
        // When
        SkipReason reason = rejection(new PictureDecoder(tight), file);
        // Then
        assertThat(reason).isEqualTo(SkipReason.TOO_MANY_PIXELS);
    }

    @Test
    void refusesAJpegWithMoreScansThanAnyEncoderWrites() {
        // Given
        byte[] file = TestPictures.jpeg(TestPictures.soft(100, 100));
        int scan = indexOfMarker(file, 0xDA);
        byte[] bomb = Arrays.copyOf(file, scan + 101 * (file.length - 2 - scan) + 2);
        for (int at = scan; at + 2 < bomb.length; at++) {
            bomb[at] = file[scan + (at - scan) % (file.length - 2 - scan)];
        }
        // When
        SkipReason reason = rejection(bomb);
        // Then
        assertThat(reason).isEqualTo(SkipReason.CORRUPT);
    }

    @Test
    void namesWhatIsNoJpegOrPng() {
        // Given
        byte[] gif = TestPictures.write("gif", new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_INDEXED));
        byte[] text = "not a picture at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] lossless = TestPictures.jpeg(TestPictures.soft(64, 64));
        lossless[indexOfMarker(lossless, 0xC0) + 1] = (byte) 0xC3;
        // When
        SkipReason[] reasons = {rejection(gif), rejection(text), rejection(new byte[0]), rejection(lossless)};
        // Then
        assertThat(reasons)
                .containsExactly(
                        SkipReason.UNSUPPORTED_FORMAT,
                        SkipReason.NOT_AN_IMAGE,
                        SkipReason.EMPTY_FILE,
                        SkipReason.UNSUPPORTED_FORMAT);
    }

    @Test
    void refusesTinyPictures() {
        // Given
        byte[] file = TestPictures.png(TestPictures.varied(200, 31));
        // When
        SkipReason reason = rejection(file);
        // Then
        assertThat(reason).isEqualTo(SkipReason.TOO_SMALL);
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

    @Test
    void neverThrowsAnythingButARejection() {
        // Given
        Random random = new Random(42);
        byte[][] seeds = {
            TestPictures.jpeg(TestPictures.varied(60, 44)),
            TestPictures.progressiveJpeg(TestPictures.soft(60, 44)),
            TestPictures.png(TestPictures.varied(60, 44)),
            TestPictures.withSegment(TestPictures.jpeg(TestPictures.soft(60, 44)), 0xE1, TestPictures.exifSegment(6))
        };
        int rejected = 0;
        // When
        for (int i = 0; i < 3_000; i++) {
            byte[] file = seeds[i % seeds.length].clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decoder.decode(file).width()).isPositive();
            } catch (RejectedPictureException e) {
                rejected++;
            }
        }
        // Then: any other exception has failed the test
        assertThat(rejected).isBetween(300, 2_900);
    }

    private SkipReason rejection(byte[] file) {
        return rejection(decoder, file);
    }

    private static SkipReason rejection(PictureDecoder decoder, byte[] file) {
        RejectedPictureException rejected =
                catchThrowableOfType(RejectedPictureException.class, () -> decoder.decode(file));
        assertThat(rejected).as("the file was decoded").isNotNull();
        return rejected.reason();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Bytes of heap that the work allocates, by the virtual machine's own count for this thread. */
    private static long allocated(Work work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            work.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static int[] filled(int count, int value) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    private static int indexOfMarker(byte[] jpeg, int marker) {
        for (int at = 0; at + 1 < jpeg.length; at++) {
            if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) marker) {
                return at;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
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
