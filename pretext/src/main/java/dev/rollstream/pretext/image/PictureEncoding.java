package dev.rollstream.pretext.image;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes pictures, without any metadata beyond what the format demands.
 *
 * <p>The same picture gives the same bytes on the same Java runtime; another runtime may bring another JPEG encoder.
 *
 * @param jpegQuality in percent, from 1 to 100, on libjpeg's scale; PNG is lossless
 */
public record PictureEncoding(PictureFormat format, int jpegQuality) {
    /** JPEG at 95, as the released data set. */
    public static final PictureEncoding JPEG_95 = new PictureEncoding(PictureFormat.JPEG, 95);

    /** PNG. */
    public static final PictureEncoding PNG = new PictureEncoding(PictureFormat.PNG, 95);

    private static final int[] RGB_MASKS = {0xFF0000, 0xFF00, 0xFF};

    /** Checks the quality. */
    public PictureEncoding {
        if (jpegQuality < 1 || jpegQuality > 100) {
            throw new IllegalArgumentException("JPEG quality must be 1 to 100, not " + jpegQuality);
        }
    }

    /** The picture as a file. */
    public EncodedImage encode(RgbImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format == PictureFormat.JPEG ? "jpeg" : "png")
                .next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(image.width() * image.height() / 4 + 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (format == PictureFormat.JPEG) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(jpegQuality / 100f);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(buffered(image), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory could not be encoded", e);
        } finally {
            writer.dispose();
        }
        byte[] file = bytes.toByteArray();
        return new EncodedImage(format, image.width(), image.height(), Sha256.hex(file), file);
    }

    /** A view of the pixels, not a copy. */
    private static BufferedImage buffered(RgbImage image) {
        int[] pixels = image.sharedPixels();
        WritableRaster raster = Raster.createPackedRaster(
                new DataBufferInt(pixels, pixels.length),
                image.width(),
                image.height(),
                image.width(),
                RGB_MASKS,
                new Point());
        BufferedImage model = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        ColorModel colours = model.getColorModel();
        return new BufferedImage(colours, raster, false, null);
    }
}
