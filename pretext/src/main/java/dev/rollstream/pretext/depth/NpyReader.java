package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads {@code .npy}, NumPy's file of one array, in its versions 1 to 3: an array of {@link NumberType} numbers, in either byte
 * order and either order of axes, that fills the rest of the file exactly.
 *
 * <p>Source: numpy.lib.format, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
final class NpyReader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** NumPy itself reads no longer ones without being told that the file is trusted. */
    private static final int MAX_HEADER_BYTES = 10_000;

    private NpyReader() {}

    static boolean matches(byte[] file) {
        return Magic.begins(file, MAGIC);
    }

    static NumberGrid read(byte[] file, SizeRule rule) throws RejectedFileException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        NpyHeader header = header(bytes);
        NumberType type = header.type();
        GridShape shape = GridShape.of(header.shape());
        rule.check(shape.width(), shape.height());
        int width = (int) shape.width();
        int height = (int) shape.height();
        long needed = (long) width * height * type.sizeBytes();
        if (bytes.remaining() != needed) {
            throw Broken.corrupt("NumPy array of " + width + " x " + height + " with " + bytes.remaining()
                    + " bytes of numbers instead of " + needed);
        }
        float[] values = new float[width * height];
        type.read(bytes.order(header.order()), values, 0, values.length);
        return new NumberGrid(width, height, header.columnsFirst() ? inRows(values, width, height) : values);
    }

    /** The header; the buffer stands behind it afterwards. */
    private static NpyHeader header(ByteBuffer bytes) throws RejectedFileException {
        if (bytes.remaining() < MAGIC.length + 4) {
            throw Broken.corrupt("NumPy file that ends in its header");
        }
        bytes.position(MAGIC.length);
        int version = bytes.get();
        int minor = bytes.get();
        if (version < 1 || version > 3 || minor != 0) {
            throw Broken.unsupported("NumPy file of version " + version + "." + minor + ", not 1.0 to 3.0");
        }
        if (version > 1 && bytes.remaining() < 4) {
            throw Broken.corrupt("NumPy file that ends in its header");
        }
        int length = version == 1 ? Short.toUnsignedInt(bytes.getShort()) : bytes.getInt();
        if (length < 0 || length > MAX_HEADER_BYTES || length > bytes.remaining()) {
            throw Broken.corrupt("NumPy file whose header claims " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return NpyHeader.parse(new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    private static float[] inRows(float[] columns, int width, int height) {
        float[] rows = new float[columns.length];
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                rows[y * width + x] = columns[x * height + y];
            }
        }
        return rows;
    }
}
