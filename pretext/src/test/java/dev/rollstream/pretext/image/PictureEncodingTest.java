package dev.rollstream.pretext.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureEncodingTest {
    private static final RgbImage PICTURE = TestPictures.soft(90, 60);

    @Test
    void describesWhatItWrote() {
        // When
        EncodedImage jpeg = PictureEncoding.JPEG_95.encode(PICTURE);
        // Then
        assertThat(jpeg.mediaType()).isEqualTo("image/jpeg");
        assertThat(jpeg.width()).isEqualTo(90);
        assertThat(jpeg.height()).isEqualTo(60);
        assertThat(jpeg.sha256()).isEqualTo(Sha256.hex(jpeg.bytes()));
    }

    @Test
    void writesTheSameBytesAgain() {
        assertThat(PictureEncoding.JPEG_95.encode(PICTURE).bytes())
                .isEqualTo(PictureEncoding.JPEG_95.encode(PICTURE).bytes());
    }

    @Test
    void obeysTheQuality() {
        assertThat(new PictureEncoding(PictureFormat.JPEG, 30).encode(PICTURE).bytes())
                .hasSizeLessThan(PictureEncoding.JPEG_95.encode(PICTURE).bytes().length);
        assertThatThrownBy(() -> new PictureEncoding(PictureFormat.JPEG, 0)).hasMessageContaining("1 to 100");
    }

    @Test
    void writesNoMetadataIntoPng() {
        // Given
        ByteBuffer file = ByteBuffer.wrap(PictureEncoding.PNG.encode(PICTURE).bytes());
        // When
        List<String> chunks = new ArrayList<>();
        for (int at = 8; at < file.capacity(); at += 12 + file.getInt(at)) {
            chunks.add(new String(file.array(), at + 4, 4, StandardCharsets.US_ASCII));
        }
        // Then
        assertThat(chunks).first().isEqualTo("IHDR");
        assertThat(chunks).containsOnly("IHDR", "IDAT", "IEND");
    }

    @Test
    void writesNoMetadataIntoJpeg() {
        // Given
        byte[] file = PictureEncoding.JPEG_95.encode(PICTURE).bytes();
        // When
        List<Integer> markers = new ArrayList<>();
        int at = 2;
        while ((file[at + 1] & 0xFF) != 0xDA) {
            markers.add(file[at + 1] & 0xFF);
            at += 2 + ((file[at + 2] & 0xFF) << 8 | (file[at + 3] & 0xFF));
        }
        // Then: JFIF, tables and the frame header
        assertThat(markers).containsOnly(0xE0, 0xDB, 0xC0, 0xC4);
    }
}
