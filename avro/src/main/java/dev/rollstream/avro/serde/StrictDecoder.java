package dev.rollstream.avro.serde;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.SystemLimitException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro binary in memory. Reads what Avro's own decoder reads and refuses what that refuses, and more: Avro takes a negative length of a
 * skipped field for zero, so that a projection would accept bytes that a full reader refuses. It makes no object but those that it
 * returns, where Avro's makes a source and a buffer for each record and copies each text twice. Not safe for several threads; reusable.
 *
 * <p>Numbers are zigzag-coded, seven bits a byte, lowest first; lengths and counts are such numbers (Avro specification, "Binary
 * Encoding").
 */
final class StrictDecoder extends Decoder {
    private static final byte[] NOTHING = new byte[0];
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = NOTHING;
    private int at;
    private int end;
    private boolean views;
    private long items;

    /**
     * Begins to decode.
     *
     * @param source where the bytes lie
     * @param offset the first of them
     * @param length how many
     * @param asViews whether byte arrays are views of the source; they are copies otherwise
     */
    StrictDecoder reset(byte[] source, int offset, int length, boolean asViews) {
        bytes = source;
        at = offset;
        end = offset + length;
        views = asViews;
        return this;
    }

    /** Lets go of the bytes. */
    void clear() {
        reset(NOTHING, 0, 0, false);
    }

    /** Bytes that are not decoded yet. */
    @Override
    public int remainingBytes() {
        return end - at;
    }

    private byte next() throws EOFException {
        if (at == end) {
            throw new EOFException();
        }
        return bytes[at++];
    }

    /** The place of so many bytes, which count as read. */
    private int take(int length) throws EOFException {
        if (length > end - at) {
            throw new EOFException(length + " bytes are to come, but only " + (end - at) + " remain");
        }
        at += length;
        return at - length;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        return next() == 1;
    }

    @Override
    public int readInt() throws IOException {
        int raw = next();
        if (raw < 0) {
            raw = moreOfInt(raw & 0x7f);
        }
        return (raw >>> 1) ^ -(raw & 1);
    }

    private int moreOfInt(int lowest) throws IOException {
        int raw = lowest;
        for (int shift = 7; shift < 35; shift += 7) {
            byte next = next();
            raw |= (next & 0x7f) << shift;
            if (next >= 0) {
                return raw;
            }
        }
        throw new InvalidNumberEncodingException("a number of more than 32 bits");
    }

    @Override
    public long readLong() throws IOException {
        long raw = next();
        if (raw < 0) {
            raw = moreOfLong(raw & 0x7f);
        }
        return (raw >>> 1) ^ -(raw & 1);
    }

    private long moreOfLong(long lowest) throws IOException {
        long raw = lowest;
        for (int shift = 7; shift < 70; shift += 7) {
            byte next = next();
            raw |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return raw;
            }
        }
        throw new InvalidNumberEncodingException("a number of more than 64 bits");
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat((int) INTS.get(bytes, take(Float.BYTES)));
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble((long) LONGS.get(bytes, take(Double.BYTES)));
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        int length = SystemLimitException.checkMaxStringLength(readLong());
        int from = take(length);
        Utf8 text = (old == null ? new Utf8() : old).setByteLength(length);
        System.arraycopy(bytes, from, text.getBytes(), 0, length);
        return text;
    }

    @Override
    public String readString() throws IOException {
        int length = SystemLimitException.checkMaxStringLength(readLong());
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        int length = SystemLimitException.checkMaxBytesLength(readLong());
        ByteBuffer found = ByteBuffer.wrap(bytes, take(length), length);
        if (views) {
            return found.slice();
        }
        ByteBuffer copy = old != null && length <= old.capacity() ? old.clear() : ByteBuffer.allocate(length);
        return copy.put(found).flip();
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws IOException {
        System.arraycopy(bytes, take(length), into, start, length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        items = SystemLimitException.checkMaxCollectionLength(readCount());
        return items;
    }

    @Override
    public long arrayNext() throws IOException {
        long count = readCount();
        items = SystemLimitException.checkMaxCollectionLength(items, count);
        return count;
    }

    @Override
    public long readMapStart() throws IOException {
        return readArrayStart();
    }

    @Override
    public long mapNext() throws IOException {
        return arrayNext();
    }

    /** The items of the next block. A negative count is followed by the bytes that they take. */
    private long readCount() throws IOException {
        long count = readLong();
        if (count < 0) {
            readBlockBytes(count);
            return -count;
        }
        return count;
    }

    private long readBlockBytes(long count) throws IOException {
        long length = readLong();
        if (length < 0 || count == Long.MIN_VALUE) {
            throw new AvroRuntimeException("a block of " + count + " items in " + length + " bytes");
        }
        return length;
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public void skipBytes() throws IOException {
        long length = readLong();
        if (length < 0) {
            throw new AvroRuntimeException("negative length " + length + " of a skipped field");
        }
        skip(length);
    }

    private void skip(long length) throws EOFException {
        take((int) Math.min(length, Integer.MAX_VALUE));
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public long skipArray() throws IOException {
        long count = readLong();
        while (count < 0) {
            skip(readBlockBytes(count));
            count = readLong();
        }
        return SystemLimitException.checkMaxCollectionLength(count);
    }

    @Override
    public long skipMap() throws IOException {
        return skipArray();
    }
}
