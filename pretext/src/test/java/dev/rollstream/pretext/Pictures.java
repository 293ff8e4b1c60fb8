package dev.rollstream.pretext;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Looks at pictures that tasks gave out. */
final class Pictures {
    private Pictures() {}

    /** The picture as any reader of the file sees it. */
    static RgbImage decode(EncodedImage encoded) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded.bytes()));
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            return RgbImage.of(image.getWidth(), image.getHeight(), pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
