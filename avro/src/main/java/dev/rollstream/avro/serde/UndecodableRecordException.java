package dev.rollstream.avro.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record are not what their topic holds. Reading them again gives the same result: they belong into the dead
 * letters. The message never quotes the bytes.
 */
public final class UndecodableRecordException extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the bytes. */
    public enum Reason {
        /** Shorter than the prefix, or than the record that its schema describes. */
        TRUNCATED,
        /** The first byte announces no known form. */
        BAD_MAGIC,
        /** The schema id header is not of a known form. */
        BAD_HEADER,
        /** The registry knows no such schema. */
        UNKNOWN_SCHEMA,
        /** The schema is known, but data of it cannot be read as this record type. */
        SCHEMA_MISMATCH,
        /** Not an encoding of the schema: impossible lengths, union branches, enum positions. */
        MALFORMED,
        /** Bytes remain after the record. */
        TRAILING_BYTES
    }

    private final Reason reason;

    /** Bytes of a topic's record that cannot be read. */
    public UndecodableRecordException(Reason reason, String message, @Nullable Throwable cause) {
        super(reason + ": " + message, cause);
        this.reason = reason;
    }

    /** What is wrong with the bytes. */
    public Reason reason() {
        return reason;
    }
}
