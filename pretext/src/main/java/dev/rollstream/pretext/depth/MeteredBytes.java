package dev.rollstream.pretext.depth;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of an HDF5 file as the library's storage, with a limit on how much is read as structure.
 *
 * <p>An HDF5 file is a graph of nodes that point at each other by address. In a hostile one they point in circles, or fan out so
 * that the same few nodes are walked through billions of times. The library follows every pointer; what stops it is this meter.
 * Reads are views of the bytes: whatever length a header claims, no memory is taken for it.
 */
final class MeteredBytes implements HdfBackingStorage {
    /** For superblock, root group and header of the data set, which take some thousand bytes. */
    private static final int START_BYTES = 256 << 10;
    /** What a read counts at least. Bounds their number, and with it how deep the library descends. */
    private static final int MIN_READ_BYTES = 256;

    private final byte[] file;
    private final Superblock superblock;
    private long bytesLeft = START_BYTES;

    /** A file that begins with its superblock. */
    MeteredBytes(byte[] file) {
        this.file = file;
        this.superblock = Superblock.readSuperblock(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        if (superblock.getBaseAddressByte() != 0) {
            throw new HdfException("addresses do not count from the start of the file");
        }
    }

    byte[] file() {
        return file;
    }

    /** Lets so many bytes more be read as structure. */
    void allow(long bytes) {
        bytesLeft += bytes;
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return map(address, length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        if (address < 0 || length < 0 || address > file.length || length > file.length - address) {
            throw new HdfException(length + " bytes at " + address + " are not all in the file");
        }
        bytesLeft -= Math.max(length, MIN_READ_BYTES);
        if (bytesLeft < 0) {
            throw new HdfException("its structure leads in circles, or is larger than that of any depth map");
        }
        return ByteBuffer.wrap(file, (int) address, (int) length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        return map(address, length);
    }

    @Override
    public long getUserBlockSize() {
        return 0;
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new HdfException("the file is in memory");
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public long size() {
        return file.length;
    }

    @Override
    public boolean inMemory() {
        return true;
    }
}
