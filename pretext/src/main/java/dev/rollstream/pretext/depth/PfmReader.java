package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads PFM with one channel: the words {@code Pf}, width, height and a scale, each followed by one blank, then 32-bit floats,
 * bottom row first. A negative scale means little-endian. The size of the scale is a matter of units and changes nothing here.
 *
 * <p>Source: Paul Debevec's description, https://www.pauldebevec.com/Research/HDR/PFM/
 */
final class PfmReader {
    private static final int MAX_WORD = 32;

    private final ByteBuffer bytes;

    private PfmReader(byte[] file) {
        this.bytes = ByteBuffer.wrap(file);
    }

    static boolean matches(byte[] file) {
        return file.length >= 3 && file[0] == 'P' && (file[1] == 'f' || file[1] == 'F') && isBlank(file[2]);
    }

    static NumberGrid read(byte[] file, SizeRule rule) throws RejectedFileException {
        if (file[1] == 'F') {
            throw Broken.unsupported("PFM of three channels, not one");
        }
        return new PfmReader(file).grid(rule);
    }

    private NumberGrid grid(SizeRule rule) throws RejectedFileException {
        bytes.position(3);
        long claimedWidth = side();
        long claimedHeight = side();
        ByteOrder order = scale() < 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        rule.check(claimedWidth, claimedHeight);
        int width = (int) claimedWidth;
        int height = (int) claimedHeight;
        if (bytes.remaining() != 4L * width * height) {
            throw Broken.corrupt("PFM of " + width + " x " + height + " with " + bytes.remaining()
                    + " bytes of numbers instead of " + 4L * width * height);
        }
        float[] values = new float[width * height];
        ByteBuffer rows = bytes.slice().order(order);
        for (int y = height - 1; y >= 0; y--) {
            NumberType.FLOAT32.read(rows, values, y * width, width);
            rows.position(rows.position() + 4 * width);
        }
        return new NumberGrid(width, height, values);
    }

    private long side() throws RejectedFileException {
        String word = word();
        if (!word.matches("[0-9]{1,9}")) {
            throw Broken.corrupt("PFM whose size is no number");
        }
        return Long.parseLong(word);
    }

    private double scale() throws RejectedFileException {
        String word = word();
        if (!word.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]{1,3})?\\.?") || Double.parseDouble(word) == 0) {
            throw Broken.corrupt("PFM whose scale is no number, or 0");
        }
        return Double.parseDouble(word);
    }

    /** The next word; the buffer stands behind the one blank that ends it. */
    private String word() throws RejectedFileException {
        int start = bytes.position();
        while (bytes.hasRemaining() && bytes.position() - start <= MAX_WORD) {
            if (isBlank(bytes.get())) {
                return new String(bytes.array(), start, bytes.position() - 1 - start, StandardCharsets.ISO_8859_1);
            }
        }
        throw Broken.corrupt("PFM with a header that does not end");
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }
}
