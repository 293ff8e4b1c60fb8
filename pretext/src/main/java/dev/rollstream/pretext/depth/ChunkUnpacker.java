package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import io.jhdf.ObjectHeader;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.DeflatePipelineFilter;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Undoes what was done to the bytes of a chunk before it was stored: gzip, shuffle, both in this order, or nothing. */
final class ChunkUnpacker implements AutoCloseable {
    private final int numberBytes;
    private final byte[] inflated;
    private final byte[] unshuffled;
    private final Inflater inflater = new Inflater();
    /** The place of each filter among all, as a bit of a chunk's mask that says which were left out; -1 for none. */
    private final int shuffleBit;

    private final int gzipBit;

    ChunkUnpacker(ObjectHeader header, int numberBytes, int chunkBytes) throws RejectedFileException {
        this.numberBytes = numberBytes;
        List<Integer> filters = header.hasMessageOfType(FilterPipelineMessage.class)
                ? header.getMessageOfType(FilterPipelineMessage.class).getFilters().stream()
                        .map(FilterInfo::getId)
                        .toList()
                : List.of();
        this.shuffleBit = filters.indexOf(ByteShuffleFilter.ID);
        this.gzipBit = filters.indexOf(DeflatePipelineFilter.ID);
        int known = (shuffleBit < 0 ? 0 : 1) + (gzipBit < 0 ? 0 : 1);
        if (known != filters.size() || (gzipBit >= 0 && gzipBit < shuffleBit)) {
            inflater.end();
            throw Broken.unsupported(
                    "HDF5 data set with the filters " + filters + ", read are gzip (1) and shuffle (2)");
        }
        this.inflated = new byte[gzipBit < 0 ? 0 : chunkBytes];
        this.unshuffled = new byte[chunkBytes];
    }

    /** The numbers of a chunk as bytes; valid until the next call. */
    ByteBuffer unpack(byte[] file, Chunk chunk) throws RejectedFileException {
        long end = chunk.getAddress() + chunk.getSize();
        if (chunk.getAddress() < 0 || chunk.getSize() < 0 || end > file.length) {
            throw Broken.corrupt("HDF5 file that ends before its chunks do");
        }
        BitSet leftOut = chunk.getFilterMask();
        ByteBuffer stored = ByteBuffer.wrap(file, (int) chunk.getAddress(), chunk.getSize());
        ByteBuffer plain = gzipBit < 0 || leftOut.get(gzipBit) ? stored : inflate(stored);
        if (plain.remaining() != unshuffled.length) {
            throw Broken.corrupt("HDF5 chunk of " + plain.remaining() + " bytes instead of " + unshuffled.length);
        }
        return (shuffleBit < 0 || leftOut.get(shuffleBit) ? plain : unshuffle(plain)).slice();
    }

    private ByteBuffer inflate(ByteBuffer stored) throws RejectedFileException {
        inflater.reset();
        inflater.setInput(stored);
        try {
            int length = inflater.inflate(inflated);
            // Room for one byte more tells a chunk that goes on from one whose end is only not yet read.
            boolean more = inflater.inflate(new byte[1]) > 0;
            if (length != inflated.length || more || !inflater.finished()) {
                throw Broken.corrupt("HDF5 chunk that does not inflate to its size");
            }
        } catch (DataFormatException e) {
            throw Broken.corrupt("HDF5 chunk that does not inflate: " + e.getMessage());
        }
        return ByteBuffer.wrap(inflated);
    }

    /** From the first bytes of all numbers, then the second ones and so on, to number after number. */
    private ByteBuffer unshuffle(ByteBuffer planes) {
        int count = unshuffled.length / numberBytes;
        for (int plane = 0; plane < numberBytes; plane++) {
            int from = planes.position() + plane * count;
            for (int i = 0; i < count; i++) {
                unshuffled[i * numberBytes + plane] = planes.get(from + i);
            }
        }
        return ByteBuffer.wrap(unshuffled);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
