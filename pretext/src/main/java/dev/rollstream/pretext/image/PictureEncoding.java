package dev.rollstream.pretext.image;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
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

    private static final int CHANNELS = 3;
    private static final ColorModel COLOURS = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

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

    /** As bytes of red, green and blue, which the JDK's encoders take over row by row; packed pixels they would unpack one by one. */
    private static BufferedImage buffered(RgbImage image) {
        int[] pixels = image.sharedPixels();
        byte[] bytes = new byte[CHANNELS * pixels.length];
        for (int i = 0, band = 0; i < pixels.length; i++, band += CHANNELS) {
            bytes[band] = (byte) (pixels[i] >> 16);
            bytes[band + 1] = (byte) (pixels[i] >> 8);
            bytes[band + 2] = (byte) pixels[i];
        }
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(bytes, bytes.length),
                image.width(),
                image.height(),
                CHANNELS * image.width(),
                CHANNELS,
                new int[] {0, 1, 2},
                new Point());
        return new BufferedImage(COLOURS, raster, false, null);
    }
}
