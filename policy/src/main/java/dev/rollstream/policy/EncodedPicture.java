package dev.rollstream.policy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG or PNG to pixels. Whoever samples and whoever learns must see the same picture, so both decode here. The size is read from
 * the header and checked before any pixel is; a decoder that had to make up for missing data counts as failed.
 */
final class EncodedPicture {
    private static final List<String> FORMATS = List.of("jpeg", "png");
    private static final List<String> DAMAGE = List.of("premature end", "truncated", "bad huffman");

    private EncodedPicture() {}

    static Picture decode(byte[] file, long maxPixels) throws PictureException {
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(in, file.length);
            try {
                reader.setInput(in, true, true);
                return read(reader, maxPixels);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged data with every kind of runtime exception.
            throw new PictureException(
                    "a picture of " + file.length + " bytes does not decode: " + e.getMessage() + "; send it again", e);
        }
    }

    private static ImageReader reader(MemoryCacheImageInputStream in, int length) throws IOException, PictureException {
        for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                return reader;
            }
            reader.dispose();
        }
        throw new PictureException(length + " bytes that are neither JPEG nor PNG");
    }

    private static Picture read(ImageReader reader, long maxPixels) throws IOException, PictureException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > maxPixels) {
            throw new PictureException("a picture of " + width + " x " + height + " px, at most " + maxPixels
                    + " px are taken; send a smaller one");
        }
        List<String> damage = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (DAMAGE.stream().anyMatch(warning.toLowerCase(Locale.ROOT)::contains)) {
                damage.add(warning);
            }
        });
        BufferedImage image = reader.read(0);
        if (!damage.isEmpty()) {
            throw new PictureException("a damaged picture: " + damage.get(0) + "; send it again");
        }
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] &= 0xFFFFFF;
        }
        return new Picture(width, height, rgb);
    }
}
