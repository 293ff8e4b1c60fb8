package dev.rollstream.avro.serde;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's decoder over bytes in memory, as strict about fields that it skips as about those that it reads: Avro takes a
 * negative length of a skipped field for zero, so that a projection would accept bytes that a full reader refuses. Not safe
 * for several threads; reusable.
 */
final class StrictDecoder extends Decoder {
    private static final byte[] NOTHING = new byte[0];

    private BinaryDecoder in = DecoderFactory.get().binaryDecoder(NOTHING, null);

    /** Begins to decode {@code length} bytes at {@code offset}. */
    StrictDecoder reset(byte[] bytes, int offset, int length) {
        in = DecoderFactory.get().binaryDecoder(bytes, offset, length, in);
        return this;
    }

    /** Lets go of the bytes. */
    void clear() {
        in = DecoderFactory.get().binaryDecoder(NOTHING, in);
    }

    /** Bytes that are not decoded yet. */
    @Override
    public int remainingBytes() {
        return in.remainingBytes();
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public void skipBytes() throws IOException {
        long length = in.readLong();
        if (length < 0) {
            throw new AvroRuntimeException("negative length " + length + " of a skipped field");
        }
        if (length > in.remainingBytes()) {
            throw new EOFException(
                    "skipped field of " + length + " bytes, but only " + in.remainingBytes() + " remain");
        }
        in.skipFixed((int) length);
    }

    @Override
    public void readNull() throws IOException {
        in.readNull();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return in.readBoolean();
    }

    @Override
    public int readInt() throws IOException {
        return in.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return in.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return in.readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return in.readDouble();
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        return in.readString(old);
    }

    @Override
    public String readString() throws IOException {
        return in.readString();
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        return in.readBytes(old);
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        in.readFixed(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        in.skipFixed(length);
    }

    @Override
    public int readEnum() throws IOException {
        return in.readEnum();
    }

    @Override
    public long readArrayStart() throws IOException {
        return in.readArrayStart();
    }

    @Override
    public long arrayNext() throws IOException {
        return in.arrayNext();
    }

    @Override
    public long skipArray() throws IOException {
        return in.skipArray();
    }

    @Override
    public long readMapStart() throws IOException {
        return in.readMapStart();
    }

    @Override
    public long mapNext() throws IOException {
        return in.mapNext();
    }

    @Override
    public long skipMap() throws IOException {
        return in.skipMap();
    }

    @Override
    public int readIndex() throws IOException {
        return in.readIndex();
    }
}
