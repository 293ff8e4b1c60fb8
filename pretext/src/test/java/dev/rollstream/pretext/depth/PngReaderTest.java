package dev.rollstream.pretext.depth;

import static dev.rollstream.pretext.depth.DepthFiles.png16;
import static dev.rollstream.pretext.depth.DepthFiles.png8;
import static dev.rollstream.pretext.depth.GridReading.rejection;
import static dev.rollstream.pretext.depth.GridReading.values;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_CORRUPT;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_SIZE_MISMATCH;
import static dev.rollstream.pretext.image.SkipReason.DEPTH_UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.image.TestPictures;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PngReaderTest {
    @Test
    void readsSixteenBits() throws Exception {
        // When
        float[] values = values(png16(3, 2, 0, 1, 255, 256, 40_000, 65_535));
        // Then
        assertThat(values).containsExactly(0, 1, 255, 256, 40_000, 65_535);
    }

    @Test
    void readsMasksOfAnyNumberOfBits() throws Exception {
        // Given
        BufferedImage bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 0, 1});
        SizeRule any = (width, height) -> {};
        // When Then
        assertThat(PngReader.mask(png8(3, 1, 255, 0, 1), any).values()).containsExactly(255, 0, 1);
        assertThat(PngReader.mask(png16(3, 1, 256, 0, 1), any).values()).containsExactly(256, 0, 1);
        assertThat(PngReader.mask(TestPictures.write("png", bits), any).values())
                .containsExactly(1, 0, 1);
    }

    @Test
    void ignoresATransparentLevel() throws Exception {
        // Given: a grey PNG that declares level 0 to be transparent
        byte[] file = png16(3, 1, 0, 700, 800);
        byte[] transparent = TestPictures.chunk("tRNS", new byte[2]);
        int behindHeader = 33;
        byte[] both = new byte[file.length + transparent.length];
        System.arraycopy(file, 0, both, 0, behindHeader);
        System.arraycopy(transparent, 0, both, behindHeader, transparent.length);
        System.arraycopy(file, behindHeader, both, behindHeader + transparent.length, file.length - behindHeader);
        // When Then
        assertThat(values(both)).containsExactly(0, 700, 800);
    }

    @Test
    void refusesPicturesOfDepths() {
        // When Then
        assertThat(rejection(png8(3, 2, 1, 2, 3, 4, 5, 6))).isEqualTo(DEPTH_UNSUPPORTED);
        assertThat(rejection(TestPictures.png(TestPictures.soft(30, 20)))).isEqualTo(DEPTH_UNSUPPORTED);
    }

    @Test
    void refusesDamage() {
        // Given
        byte[] file = png16(40, 30, new int[1_200]);
        byte[] changed = file.clone();
        changed[file.length / 2] ^= 1;
        // When Then
        assertThat(rejection(Arrays.copyOf(file, file.length / 2))).isEqualTo(DEPTH_CORRUPT);
        assertThat(rejection(changed)).isEqualTo(DEPTH_CORRUPT);
    }

    @Test
    void asksAboutTheSizeBeforeItTakesMemory() {
        // Given
        byte[] bomb = TestPictures.greyPng(60_000, 60_000, new byte[1_000]);
        // When Then
        assertThat(rejection(bomb)).isEqualTo(DEPTH_SIZE_MISMATCH);
    }
}
