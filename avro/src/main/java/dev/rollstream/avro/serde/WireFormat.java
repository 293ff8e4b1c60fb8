package dev.rollstream.avro.serde;

import dev.rollstream.avro.serde.UndecodableRecordException.Reason;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where a record names its schema. Either the payload begins with it ({@code 0x00} and an int32 id, or {@code 0x01} and a
 * 16-byte GUID, big-endian), or a header holds the same bytes and the payload is bare Avro. A header wins over a prefix.
 */
final class WireFormat {
    static final String VALUE_HEADER = "__value_schema_id";
    static final String KEY_HEADER = "__key_schema_id";
    static final byte ID_MAGIC = 0;
    static final byte GUID_MAGIC = 1;
    static final int ID_PREFIX_BYTES = 5;
    static final int GUID_PREFIX_BYTES = 17;

    /** What names a schema. */
    sealed interface SchemaRef {
        /** Id within one registry. */
        record Id(int value) implements SchemaRef {}

        /** The same in every registry. */
        record Guid(UUID value) implements SchemaRef {}
    }

    /**
     * A payload and what names its schema.
     *
     * @param schema the name
     * @param payload from its position to its limit: the record in Avro binary
     */
    record Framed(SchemaRef schema, ByteBuffer payload) {}

    private WireFormat() {}

    /**
     * Separates a record's value or key from what names its schema.
     *
     * @throws UndecodableRecordException if neither header nor prefix names one
     */
    static Framed parse(ByteBuffer bytes, @Nullable Headers headers, boolean isKey) {
        Header header = headers == null ? null : headers.lastHeader(isKey ? KEY_HEADER : VALUE_HEADER);
        if (header == null) {
            return new Framed(readRef(bytes), bytes);
        }
        return new Framed(readHeader(header), bytes);
    }

    private static SchemaRef readHeader(Header header) {
        byte[] value = header.value();
        try {
            if (value != null) {
                ByteBuffer buffer = ByteBuffer.wrap(value);
                SchemaRef ref = readRef(buffer);
                if (!buffer.hasRemaining()) {
                    return ref;
                }
            }
        } catch (UndecodableRecordException e) {
            throw badHeader(header, e);
        }
        throw badHeader(header, null);
    }

    private static UndecodableRecordException badHeader(Header header, @Nullable Throwable cause) {
        int length = header.value() == null ? 0 : header.value().length;
        return new UndecodableRecordException(
                Reason.BAD_HEADER,
                "header " + header.key() + " of " + length + " bytes is neither 0x00 and an id nor 0x01 and a GUID",
                cause);
    }

    private static SchemaRef readRef(ByteBuffer bytes) {
        int size = bytes.remaining();
        byte magic = size == 0 ? ID_MAGIC : bytes.get(bytes.position());
        if (magic != ID_MAGIC && magic != GUID_MAGIC) {
            throw new UndecodableRecordException(
                    Reason.BAD_MAGIC, "first byte is " + magic + ", expected 0 (id) or 1 (GUID)", null);
        }
        int needed = magic == ID_MAGIC ? ID_PREFIX_BYTES : GUID_PREFIX_BYTES;
        if (size < needed) {
            throw new UndecodableRecordException(
                    Reason.TRUNCATED, size + " bytes cannot hold a prefix of " + needed + " bytes", null);
        }
        bytes.get();
        return magic == ID_MAGIC
                ? new SchemaRef.Id(bytes.getInt())
                : new SchemaRef.Guid(new UUID(bytes.getLong(), bytes.getLong()));
    }
}
