package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 18;

    @Test
    void aPngGivesEveryPixel() throws PictureException {
        // Given
        BufferedImage drawn = drawn(BufferedImage.TYPE_INT_RGB);

        // When
        Picture picture = Picture.decode(encoded(drawn, "png"), Picture.MAX_PIXELS);

        // Then
        assertThat(picture.width()).isEqualTo(WIDTH);
        assertThat(picture.height()).isEqualTo(HEIGHT);
        assertThat(picture.rgb()).containsExactly(pixels(drawn));
    }

    @Test
    void alphaIsDropped() throws PictureException {
        // Given
        BufferedImage drawn = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        drawn.setRGB(0, 0, 0x80102030);
        drawn.setRGB(1, 0, 0xFF405060);

        // When
        Picture picture = Picture.decode(encoded(drawn, "png"), Picture.MAX_PIXELS);

        // Then
        assertThat(picture.rgb()).containsExactly(0x102030, 0x405060);
    }

    @Test
    void aJpegIsTheSameEveryTime() throws PictureException {
        // Given
        byte[] file = encoded(drawn(BufferedImage.TYPE_INT_RGB), "jpeg");

        // When
        Picture once = Picture.decode(file, Picture.MAX_PIXELS);
        Picture again = Picture.decode(file, Picture.MAX_PIXELS);

        // Then
        assertThat(once.rgb()).hasSize(WIDTH * HEIGHT).containsExactly(again.rgb());
    }

    @Test
    void aPictureOfAsManyPixelsAsAllowedIsTaken() throws PictureException {
        // Given
        byte[] file = encoded(drawn(BufferedImage.TYPE_INT_RGB), "png");

        // When
        Picture picture = Picture.decode(file, WIDTH * HEIGHT);

        // Then
        assertThat(picture.width()).isEqualTo(WIDTH);
    }

    @Test
    void onePixelMoreIsRefused() {
        // Given
        byte[] file = encoded(drawn(BufferedImage.TYPE_INT_RGB), "png");

        // When / Then
        assertThatThrownBy(() -> Picture.decode(file, WIDTH * HEIGHT - 1))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("24 x 18 px")
                .hasMessageContaining("431");
    }

    @Test
    void aHeaderThatPromisesTooMuchIsRefusedBeforeAnyPixelIsRead() {
        // Given: a PNG whose header says 65,500 x 65,500
        byte[] file = encoded(drawn(BufferedImage.TYPE_INT_RGB), "png");
        writeInt(file, 16, 65_500);
        writeInt(file, 20, 65_500);
        CRC32 crc = new CRC32();
        crc.update(file, 12, 17);
        writeInt(file, 29, (int) crc.getValue());

        // When / Then
        assertThatThrownBy(() -> Picture.decode(file, Picture.MAX_PIXELS))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("65500 x 65500 px");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void halfAFileIsRefused(String format) {
        // Given
        byte[] file = encoded(noise(), format);
        byte[] half = Arrays.copyOf(file, file.length / 2);

        // When / Then
        assertThatThrownBy(() -> Picture.decode(half, Picture.MAX_PIXELS)).isInstanceOf(PictureException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp"})
    void otherFormatsAreRefused(String format) {
        // Given
        byte[] file = encoded(drawn(BufferedImage.TYPE_INT_RGB), format);

        // When / Then
        assertThatThrownBy(() -> Picture.decode(file, Picture.MAX_PIXELS))
                .isInstanceOf(PictureException.class)
                .hasMessageContaining("neither JPEG nor PNG");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 1_000})
    void arbitraryBytesAreRefused(int length) {
        // Given
        byte[] bytes = new byte[length];
        SampleRandom random = new SampleRandom(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.next();
        }

        // When / Then
        assertThatThrownBy(() -> Picture.decode(bytes, Picture.MAX_PIXELS)).isInstanceOf(PictureException.class);
    }

    private static BufferedImage drawn(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, 0xFF000000 | x * 10 << 16 | y * 14 << 8 | (x + y) * 6);
            }
        }
        return image;
    }

    private static BufferedImage noise() {
        Picture noise = Toys.noise(WIDTH, HEIGHT, 1);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, WIDTH, HEIGHT, noise.rgb(), 0, WIDTH);
        return image;
    }

    private static int[] pixels(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(pixels).map(pixel -> pixel & 0xFFFFFF).toArray();
    }

    private static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(image, format, out)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void writeInt(byte[] file, int at, int value) {
        for (int i = 0; i < 4; i++) {
            file[at + i] = (byte) (value >> 24 - 8 * i);
        }
    }
}
