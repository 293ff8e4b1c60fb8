package dev.rollstream.pretext.depth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/**
 * HDF5 files made by hand, byte by byte, in the old format that h5py writes and MegaDepth has: superblock 0, a root group with a
 * symbol table, and one data set of floats in chunks that a B-tree finds.
 */
final class Hdf5Files {
    static final int ROOT_HEADER = 96;
    static final int GROUP_TREE = 136;
    static final int NAME_HEAP = 680;
    static final int SYMBOL_NODE = 728;
    static final int DATA_HEADER = 1_056;
    /** Value of an address that leads nowhere. */
    private static final long NOWHERE = -1;

    private final int width;
    private final int height;
    private final int chunkWidth;
    private final int chunkHeight;
    private boolean gzip;
    private boolean shuffle;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private int dataChunkTree;

    private Hdf5Files(int width, int height, int chunkWidth, int chunkHeight) {
        this.width = width;
        this.height = height;
        this.chunkWidth = chunkWidth;
        this.chunkHeight = chunkHeight;
    }

    /** A file to be, of a grid in chunks. */
    static Hdf5Files chunked(int width, int height, int chunkWidth, int chunkHeight) {
        return new Hdf5Files(width, height, chunkWidth, chunkHeight);
    }

    Hdf5Files gzip() {
        gzip = true;
        return this;
    }

    Hdf5Files shuffle() {
        shuffle = true;
        return this;
    }

    Hdf5Files bigEndian() {
        order = ByteOrder.BIG_ENDIAN;
        return this;
    }

    /** Where the B-tree of the chunks is in what {@link #write} gave. */
    int chunkTree() {
        return dataChunkTree;
    }

    /** The file with these numbers, row by row. */
    byte[] write(float[] values) {
        List<byte[]> chunks = new ArrayList<>();
        for (int top = 0; top < height; top += chunkHeight) {
            for (int left = 0; left < width; left += chunkWidth) {
                chunks.add(packed(values, top, left));
            }
        }
        byte[] header = dataHeader();
        dataChunkTree = DATA_HEADER + header.length;
        int treeBytes = 24 + chunks.size() * 40 + 32;
        ByteBuffer file = little(dataChunkTree
                + treeBytes
                + chunks.stream().mapToInt(chunk -> chunk.length).sum());
        superblock(file);
        rootGroup(file);
        file.position(DATA_HEADER).put(header);
        chunkIndex(file, chunks, dataChunkTree + treeBytes);
        chunks.forEach(file::put);
        return file.array();
    }

    private byte[] packed(float[] values, int top, int left) {
        ByteBuffer numbers = ByteBuffer.allocate(4 * chunkWidth * chunkHeight).order(order);
        for (int y = top; y < top + chunkHeight; y++) {
            for (int x = left; x < left + chunkWidth; x++) {
                numbers.putFloat(x < width && y < height ? values[y * width + x] : 0);
            }
        }
        byte[] bytes = shuffle ? shuffled(numbers.array()) : numbers.array();
        return gzip ? gzipped(bytes) : bytes;
    }

    static byte[] gzipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] shuffled(byte[] bytes) {
        byte[] planes = new byte[bytes.length];
        int count = bytes.length / 4;
        for (int i = 0; i < bytes.length; i++) {
            planes[i % 4 * count + i / 4] = bytes[i];
        }
        return planes;
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void superblock(ByteBuffer file) {
        file.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n', 0, 0, 0, 0, 0, 8, 8, 0});
        file.putShort((short) 4).putShort((short) 16).putInt(0);
        file.putLong(0).putLong(NOWHERE).putLong(file.capacity()).putLong(NOWHERE);
        file.putLong(0).putLong(ROOT_HEADER).putInt(0).putInt(0);
    }

    private static void rootGroup(ByteBuffer file) {
        file.position(ROOT_HEADER).put((byte) 1).put((byte) 0).putShort((short) 1);
        file.putInt(1).putInt(24).putInt(0);
        file.putShort((short) 0x11).putShort((short) 16).putInt(0);
        file.putLong(GROUP_TREE).putLong(NAME_HEAP);
        file.put(ascii("TREE")).put((byte) 0).put((byte) 0).putShort((short) 1);
        file.putLong(NOWHERE).putLong(NOWHERE).putLong(0).putLong(SYMBOL_NODE).putLong(8);
        file.position(NAME_HEAP).put(ascii("HEAP")).putInt(0);
        file.putLong(16).putLong(1).putLong(NAME_HEAP + 32).putLong(0);
        file.put(ascii("depth\0\0\0"));
        file.put(ascii("SNOD")).put((byte) 1).put((byte) 0).putShort((short) 1);
        file.putLong(8).putLong(DATA_HEADER).putInt(0).putInt(0);
    }

    private byte[] dataHeader() {
        ByteBuffer messages = little(400);
        messages.putShort((short) 1).putShort((short) 24).putInt(0);
        messages.put(new byte[] {1, 2, 0, 0, 0, 0, 0, 0}).putLong(height).putLong(width);
        messages.putShort((short) 3).putShort((short) 24).putInt(0);
        messages.put(new byte[] {0x11, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 0x20 : 0x21), 31, 0});
        messages.putInt(4).putShort((short) 0).putShort((short) 32);
        messages.put(new byte[] {23, 8, 0, 23}).putInt(127).putInt(0);
        int filters = (gzip ? 1 : 0) + (shuffle ? 1 : 0);
        if (filters > 0) {
            messages.putShort((short) 11).putShort((short) (8 + 16 * filters)).putInt(0);
            messages.put((byte) 1).put((byte) filters).put(new byte[6]);
            filter(messages, shuffle, 2, 4);
            filter(messages, gzip, 1, 4);
        }
        messages.putShort((short) 8).putShort((short) 24).putInt(0);
        int layout = messages.position();
        messages.put((byte) 3).put((byte) 2).put((byte) 3);
        // right behind this header
        messages.putLong(DATA_HEADER + 16L + layout + 24);
        messages.putInt(chunkHeight).putInt(chunkWidth).putInt(4).put((byte) 0);
        ByteBuffer header = little(16 + messages.position());
        header.put((byte) 1).put((byte) 0).putShort((short) (filters > 0 ? 4 : 3));
        header.putInt(1).putInt(messages.position()).putInt(0);
        return header.put(messages.array(), 0, messages.position()).array();
    }

    private static void filter(ByteBuffer messages, boolean wanted, int id, int parameter) {
        if (wanted) {
            messages.putShort((short) id)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 1);
            messages.putInt(parameter).putInt(0);
        }
    }

    private void chunkIndex(ByteBuffer file, List<byte[]> chunks, int firstChunk) {
        file.put(ascii("TREE")).put((byte) 1).put((byte) 0).putShort((short) chunks.size());
        file.putLong(NOWHERE).putLong(NOWHERE);
        int address = firstChunk;
        int column = 0;
        int row = 0;
        for (byte[] chunk : chunks) {
            file.putInt(chunk.length).putInt(0).putLong(row).putLong(column).putLong(0);
            file.putLong(address);
            address += chunk.length;
            column += chunkWidth;
            if (column >= width) {
                column = 0;
                row += chunkHeight;
            }
        }
        file.putInt(0).putInt(0).putLong(row).putLong(0).putLong(0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
