package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.TestPictures;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files of depth maps made by hand. */
public final class DepthFiles {
    private DepthFiles() {}

    /** Different depths above 0 everywhere, row by row. */
    public static float[] slope(int width, int height) {
        float[] values = new float[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + i * 0.25f;
        }
        return values;
    }

    /** A NumPy file of version 1 with little-endian floats in rows. */
    public static byte[] npy(int width, int height, float[] values) {
        return npy(
                1, header("<f4", "False", "(" + height + ", " + width + ")"), floats(ByteOrder.LITTLE_ENDIAN, values));
    }

    public static String header(String type, String columnsFirst, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + columnsFirst + ", 'shape': " + shape + ", }";
    }

    /** A NumPy file with any text for a header, filled up with blanks as NumPy does. */
    public static byte[] npy(int version, String header, byte[] numbers) {
        int start = version == 1 ? 10 : 12;
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        int length = (start + text.length + 1 + 63) / 64 * 64 - start;
        ByteBuffer file = ByteBuffer.allocate(start + length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            file.putShort((short) length);
        } else {
            file.putInt(length);
        }
        file.put(text);
        while (file.position() < start + length - 1) {
            file.put((byte) ' ');
        }
        return file.put((byte) '\n').put(numbers).array();
    }

    static byte[] floats(ByteOrder order, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static byte[] doubles(ByteOrder order, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(order);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    static byte[] shorts(ByteOrder order, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(order);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    /** A PFM file; rows are given from the top. */
    public static byte[] pfm(int width, int height, String scale, float[] values) {
        ByteOrder order = scale.startsWith("-") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] header = ("Pf\n" + width + " " + height + "\n" + scale + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(header.length + 4 * values.length)
                .order(order)
                .put(header);
        for (int y = height - 1; y >= 0; y--) {
            for (int x = 0; x < width; x++) {
                file.putFloat(values[y * width + x]);
            }
        }
        return file.array();
    }

    /** A PNG of 16-bit grey levels. */
    public static byte[] png16(int width, int height, int... levels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setPixels(0, 0, width, height, levels);
        return TestPictures.write("png", image);
    }

    /** A PNG of 8-bit grey levels. */
    public static byte[] png8(int width, int height, int... levels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, levels);
        return TestPictures.write("png", image);
    }
}
