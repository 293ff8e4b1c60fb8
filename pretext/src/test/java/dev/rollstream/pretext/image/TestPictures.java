package dev.rollstream.pretext.image;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures and picture files made by hand, good and bad. */
public final class TestPictures {
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private TestPictures() {}

    /** A picture in which every pixel is different from its neighbours and no region repeats. */
    public static RgbImage varied(int width, int height) {
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int mixed = (x * 73_856_093 ^ y * 19_349_663) >>> 7;
                int red = 255 * x / width;
                int green = 255 * y / height;
                pixels[y * width + x] = red << 16 | green << 8 | (mixed & 0xFF);
            }
        }
        return RgbImage.of(width, height, pixels);
    }

    /** Every pixel on its own: grey of any level. */
    public static RgbImage noise(int width, int height) {
        Random random = new Random(1);
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(256) * 0x010101;
        }
        return RgbImage.of(width, height, pixels);
    }

    public static RgbImage plain(int width, int height, int rgb) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, rgb);
        return RgbImage.of(width, height, pixels);
    }

    /** A soft picture that survives JPEG with small errors. */
    public static RgbImage soft(int width, int height) {
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (220 * x / width) << 16 | (220 * y / height) << 8 | 60;
            }
        }
        return RgbImage.of(width, height, pixels);
    }

    public static byte[] png(RgbImage image) {
        return PictureEncoding.PNG.encode(image).bytes();
    }

    public static byte[] jpeg(RgbImage image) {
        return PictureEncoding.JPEG_95.encode(image).bytes();
    }

    public static byte[] write(String format, BufferedImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("no writer for " + format);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] progressiveJpeg(RgbImage image) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        buffered.setRGB(0, 0, image.width(), image.height(), image.sharedPixels(), 0, image.width());
        return jpeg(new IIOImage(buffered, null, null), true);
    }

    /** A JPEG of four raw components without an Adobe segment. */
    public static byte[] fourComponentJpeg(int width, int height, int... levels) {
        WritableRaster raster =
                WritableRaster.createInterleavedRaster(java.awt.image.DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (int band = 0; band < 4; band++) {
            int[] samples = new int[width * height];
            Arrays.fill(samples, levels[band]);
            raster.setSamples(0, 0, width, height, band, samples);
        }
        return jpeg(new IIOImage(raster, null, null), false);
    }

    private static byte[] jpeg(IIOImage image, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (progressive) {
                parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.setOutput(out);
            writer.write(null, image, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The file with a segment put in behind the start marker. */
    public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(jpeg.length + 4 + content.length);
        bytes.put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2));
        return bytes.put(content).put(jpeg, 2, jpeg.length - 2).array();
    }

    public static byte[] adobe(int transform) {
        return new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    }

    public static byte[] exifSegment(int orientation) {
        byte[] tiff = tiff(orientation);
        return ByteBuffer.allocate(6 + tiff.length)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
    }

    public static byte[] tiff(int orientation) {
        return ByteBuffer.allocate(26)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I', '*', 0})
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0)
                .array();
    }

    /** A PNG of 8-bit grey from its raw chunks. */
    public static byte[] greyPng(int width, int height, byte[] scanlines, byte[]... extraChunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PNG_SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .array();
        out.writeBytes(chunk("IHDR", header));
        for (byte[] extra : extraChunks) {
            out.writeBytes(extra);
        }
        out.writeBytes(chunk("IDAT", deflate(scanlines)));
        out.writeBytes(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    public static byte[] chunk(String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
        chunk.putInt(content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    public static byte[] deflate(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
