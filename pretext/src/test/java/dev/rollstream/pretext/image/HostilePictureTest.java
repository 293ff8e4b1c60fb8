package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollstream.pretext.Allocation;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that end early, lie about their size, or are something else. */
class HostilePictureTest {
    private final PictureDecoder decoder = new PictureDecoder(IntakeOptions.defaults());

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
        long allocated = Allocation.bytes(() -> reason[0] = rejection(bomb));
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
        long allocated = Allocation.bytes(() -> decoded[0] = decoder.decode(file));
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
        long allocated = Allocation.bytes(() -> decoded[0] = decoder.decode(file));
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
        byte[] text = "not a picture at all".getBytes(StandardCharsets.UTF_8);
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
            } catch (RejectedFileException e) {
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
        RejectedFileException rejected = catchThrowableOfType(RejectedFileException.class, () -> decoder.decode(file));
        assertThat(rejected).as("the file was decoded").isNotNull();
        return rejected.reason();
    }

    private static int indexOfMarker(byte[] jpeg, int marker) {
        for (int at = 0; at + 1 < jpeg.length; at++) {
            if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) marker) {
                return at;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
    }
}
