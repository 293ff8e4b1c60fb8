package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import io.jhdf.Constants;
import io.jhdf.ObjectHeader;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.dataset.chunked.indexing.SingleChunkIndex;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** A data set in chunks: equal tiles that are stored, and packed, one by one. A chunk that was never written stays as it is. */
final class Hdf5Chunks {
    /** More than an index of any kind takes for one chunk, in nodes that are half full. */
    private static final long INDEX_BYTES_A_CHUNK = 128;
    /** With 128 bytes each, what an index may take at most. A real depth map has some hundreds of chunks. */
    private static final long MAX_CHUNKS = 1 << 16;

    private final MeteredBytes file;
    private final DataLayoutMessage layout;
    private final NumberType type;
    private final ByteOrder order;
    private final long[] dimensions;
    private final ObjectHeader header;

    Hdf5Chunks(MeteredBytes file, ObjectHeader header, NumberType type) {
        this.file = file;
        this.header = header;
        this.layout = header.getMessageOfType(DataLayoutMessage.class);
        this.type = type;
        this.order = order(header.getMessageOfType(DataTypeMessage.class).getDataType());
        this.dimensions =
                header.getMessageOfType(DataSpaceMessage.class).getDataSpace().getDimensionsAsLong();
    }

    /** The byte order of numbers; little-endian for those that have none. */
    static ByteOrder order(DataType stored) {
        return stored instanceof OrderedDataType ordered ? ordered.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
    }

    /** Reads every chunk into its place. */
    void readInto(NumberGrid grid, GridShape shape) throws RejectedFileException {
        int[] sides = chunkSides();
        int chunkHeight = sides[shape.rowAxis()];
        int chunkWidth = sides[shape.columnAxis()];
        long area = checkedArea(sides, (long) chunkHeight * chunkWidth, grid);
        int columns = (grid.width() - 1) / chunkWidth + 1;
        int rows = (grid.height() - 1) / chunkHeight + 1;
        if ((long) rows * columns > MAX_CHUNKS) {
            throw Broken.unsupported("HDF5 data set in " + (long) rows * columns + " chunks");
        }
        file.allow(rows * columns * INDEX_BYTES_A_CHUNK);
        float[] numbers = new float[(int) area];
        BitSet seen = new BitSet(rows * columns);
        try (ChunkUnpacker unpacker = new ChunkUnpacker(header, type.sizeBytes(), (int) area * type.sizeBytes())) {
            for (Chunk chunk : index(sides, (int) area * type.sizeBytes(), rows * columns)) {
                long top = chunk.getChunkOffset()[shape.rowAxis()];
                long left = chunk.getChunkOffset()[shape.columnAxis()];
                if (top < 0 || left < 0 || top >= grid.height() || left >= grid.width()) {
                    throw Broken.corrupt("HDF5 chunk outside of its data set");
                }
                int place = (int) (top / chunkHeight * columns + left / chunkWidth);
                // A file may name the same chunk a million times: each is unpacked once.
                if (top % chunkHeight != 0 || left % chunkWidth != 0 || seen.get(place)) {
                    throw Broken.corrupt("HDF5 chunk that lies across another one");
                }
                seen.set(place);
                if (chunk.getAddress() != Constants.UNDEFINED_ADDRESS) {
                    ByteBuffer unpacked = unpacker.unpack(file.file(), chunk).order(order);
                    type.read(unpacked, numbers, 0, numbers.length);
                    place(numbers, chunkWidth, (int) top, (int) left, grid);
                }
            }
        }
    }

    private static void place(float[] numbers, int chunkWidth, int top, int left, NumberGrid grid) {
        int width = Math.min(chunkWidth, grid.width() - left);
        int height = Math.min(numbers.length / chunkWidth, grid.height() - top);
        for (int y = 0; y < height; y++) {
            System.arraycopy(numbers, y * chunkWidth, grid.values(), (top + y) * grid.width() + left, width);
        }
    }

    /** Sides along each dimension of the data set. */
    private int[] chunkSides() throws RejectedFileException {
        int[] sides;
        if (layout instanceof ChunkedDataLayoutMessage old) {
            sides = old.getChunkDimensions();
        } else if (layout instanceof ChunkedDataLayoutMessageV4 recent) {
            // The last one is the size of a number.
            sides = Arrays.copyOf(recent.getChunkDimensions(), recent.getChunkDimensions().length - 1);
        } else {
            throw Broken.unsupported("HDF5 data set of an unknown layout");
        }
        if (sides.length != dimensions.length) {
            throw Broken.corrupt("HDF5 data set whose chunks have another number of dimensions");
        }
        return sides;
    }

    /** What a chunk holds: all its numbers, and not far more than the whole grid. */
    private static long checkedArea(int[] sides, long area, NumberGrid grid) throws RejectedFileException {
        for (int side : sides) {
            if (side < 1) {
                throw Broken.corrupt("HDF5 data set with chunks of no size");
            }
        }
        long product = Arrays.stream(sides).asLongStream().reduce(1, Math::multiplyExact);
        if (product != area || area > 4L * grid.width() * grid.height() + 65_536) {
            throw Broken.unsupported("HDF5 data set with chunks much larger than itself");
        }
        return area;
    }

    private Collection<Chunk> index(int[] sides, int chunkBytes, int places) throws RejectedFileException {
        if (layout instanceof ChunkedDataLayoutMessage old) {
            return old.getBTreeAddress() == Constants.UNDEFINED_ADDRESS
                    ? List.of()
                    : BTreeV1.createDataBTree(file, old.getBTreeAddress(), dimensions.length)
                            .getChunks();
        }
        ChunkedDataLayoutMessageV4 recent = (ChunkedDataLayoutMessageV4) layout;
        DatasetInfo info = new DatasetInfo(chunkBytes, dimensions, sides);
        if (recent.getAddress() == Constants.UNDEFINED_ADDRESS) {
            return List.of();
        }
        switch (recent.getIndexingType()) {
            case ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX:
                return new SingleChunkIndex(recent, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX:
                checkFixedArray(recent.getAddress(), places);
                return new FixedArrayIndex(file, recent.getAddress(), info).getAllChunks();
            default:
                throw Broken.unsupported("HDF5 data set that was made to grow");
        }
    }

    /** The library takes memory for as many entries as the index claims to have: it must not be more than fit the data set. */
    private void checkFixedArray(long address, int places) throws RejectedFileException {
        int signatureAndMore = 8;
        ByteBuffer start = file.map(address, signatureAndMore + file.getSizeOfLengths());
        long entries = Utils.readBytesAsUnsignedLong(start.position(signatureAndMore), file.getSizeOfLengths());
        if (entries != places) {
            throw Broken.corrupt("HDF5 index of " + entries + " chunks for " + places + " places");
        }
    }
}
