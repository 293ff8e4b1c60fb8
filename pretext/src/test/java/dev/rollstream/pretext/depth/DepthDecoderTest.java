package dev.rollstream.pretext.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.StoredPicture;
import dev.rollstream.pretext.image.TestPictures;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthDecoderTest {
    private static final RgbImage PICTURE = TestPictures.plain(3, 2, 0);
    private static final StoredPicture STORED = new StoredPicture(3, 2, true);

    private final DepthDecoder decoder = new DepthDecoder(IntakeOptions.defaults());

    @Test
    void forgetsWhatIsNoDepth() throws Exception {
        // Given
        byte[] file = DepthFiles.npy(3, 2, new float[] {1, 0, -2, Float.NaN, Float.POSITIVE_INFINITY, 6});
        // When
        DepthMap map = decoder.decode(file, null, STORED, PICTURE);
        // Then
        assertThat(map).isEqualTo(DepthMap.of(3, 2, new float[] {1, 0, 0, 0, 0, 6}));
        assertThat(map.knownPixels()).isEqualTo(2);
    }

    @Test
    void forgetsWhatTheMaskHides() throws Exception {
        // Given
        byte[] file = DepthFiles.npy(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        byte[] mask = DepthFiles.npy(3, 2, new float[] {1, 0, 0.5f, Float.NaN, -1, 255});
        // When
        DepthMap map = decoder.decode(file, mask, STORED, PICTURE);
        // Then
        assertThat(map).isEqualTo(DepthMap.of(3, 2, new float[] {1, 0, 3, 0, 5, 6}));
    }

    @Test
    void cutsAMaskThatIsTooWideOnTheRight() throws Exception {
        // Given
        byte[] file = DepthFiles.npy(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        byte[] mask = DepthFiles.png8(5, 2, 255, 0, 255, 0, 0, 0, 255, 255, 255, 255);
        // When
        DepthMap map = decoder.decode(file, mask, STORED, PICTURE);
        // Then
        assertThat(map).isEqualTo(DepthMap.of(3, 2, new float[] {1, 0, 3, 0, 5, 6}));
    }

    @Test
    void reducesWithoutMixing() throws Exception {
        // Given: a picture of 7 x 5 that was reduced to 3 x 2; the middles are columns 1, 3, 5 and rows 1, 3
        byte[] file = DepthFiles.npy(7, 5, DepthFiles.slope(7, 5));
        float[] slope = DepthFiles.slope(7, 5);
        // When
        DepthMap map = decoder.decode(file, null, new StoredPicture(7, 5, true), PICTURE);
        // Then
        assertThat(map)
                .isEqualTo(DepthMap.of(
                        3, 2, new float[] {slope[8], slope[10], slope[12], slope[22], slope[24], slope[26]}));
    }

    @Test
    void refusesAnotherSizeThanThePictures() {
        // Given
        byte[] turned = DepthFiles.npy(2, 3, new float[] {1, 2, 3, 4, 5, 6});
        byte[] right = DepthFiles.npy(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        // When Then
        assertThat(rejection(turned, null)).isEqualTo(SkipReason.DEPTH_SIZE_MISMATCH);
        assertThat(rejection(right, turned)).isEqualTo(SkipReason.DEPTH_SIZE_MISMATCH);
        assertThat(rejection(right, DepthFiles.png8(4, 3, new int[12]))).isEqualTo(SkipReason.DEPTH_SIZE_MISMATCH);
        assertThat(rejection(right, TestPictures.greyPng(60_000, 2, new byte[1])))
                .isEqualTo(SkipReason.DEPTH_SIZE_MISMATCH);
    }

    @Test
    void refusesDepthsThatTellNothing() {
        // Given
        byte[] unknown = DepthFiles.npy(3, 2, new float[] {0, 0, -1, Float.NaN, 0, 0});
        byte[] constant = DepthFiles.npy(3, 2, new float[] {0, 7, 7, Float.NaN, 7, 7});
        byte[] single = DepthFiles.npy(3, 2, new float[] {0, 7, 0, 0, 0, 0});
        byte[] sound = DepthFiles.npy(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        // When Then
        assertThat(rejection(unknown, null)).isEqualTo(SkipReason.DEPTH_UNKNOWN);
        assertThat(rejection(constant, null)).isEqualTo(SkipReason.DEPTH_CONSTANT);
        assertThat(rejection(single, null)).isEqualTo(SkipReason.DEPTH_CONSTANT);
        assertThat(rejection(sound, DepthFiles.npy(3, 2, new float[6]))).isEqualTo(SkipReason.DEPTH_UNKNOWN);
    }

    @Test
    void refusesPicturesThatAreStoredTurned() {
        // Given
        byte[] file = DepthFiles.npy(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        // When
        RejectedFileException rejected = catchThrowableOfType(
                RejectedFileException.class, () -> decoder.decode(file, null, new StoredPicture(3, 2, false), PICTURE));
        // Then
        assertThat(rejected.reason()).isEqualTo(SkipReason.DEPTH_UNSUPPORTED);
        assertThat(rejected).hasMessageContaining("EXIF");
    }

    @Test
    void limitsWhatIsHeldWhole() {
        // Given
        DepthDecoder tight = new DepthDecoder(IntakeOptions.defaults().withMaxPixels(5));
        byte[] file = DepthFiles.npy(3, 2, new float[] {1, 2, 3, 4, 5, 6});
        // When
        RejectedFileException rejected =
                catchThrowableOfType(RejectedFileException.class, () -> tight.decode(file, null, STORED, PICTURE));
        // Then
        assertThat(rejected.reason()).isEqualTo(SkipReason.DEPTH_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "Pf", "text", "\u0089PNG", "GIF89a..", "BM"})
    void refusesWhatIsNoDepthMap(String content) {
        // When
        SkipReason reason = rejection(content.getBytes(StandardCharsets.ISO_8859_1), null);
        // Then
        assertThat(reason).isEqualTo(SkipReason.DEPTH_UNSUPPORTED);
    }

    @Test
    void refusesNothingAtAllAsDamage() {
        // When Then
        assertThat(rejection(new byte[0], null)).isEqualTo(SkipReason.DEPTH_CORRUPT);
    }

    private SkipReason rejection(byte[] file, byte[] mask) {
        RejectedFileException rejected =
                catchThrowableOfType(RejectedFileException.class, () -> decoder.decode(file, mask, STORED, PICTURE));
        assertThat(rejected).as("the file was read").isNotNull();
        return rejected.reason();
    }
}
