package dev.rollstream.avro.serde;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.serde.UndecodableRecordException.Reason;
import dev.rollstream.avro.serde.WireFormat.Framed;
import dev.rollstream.avro.serde.WireFormat.SchemaRef;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Decodes framed Avro binary, with one compiled reader for each schema that records were written with. Safe for several
 * threads.
 *
 * <p>Avro's own checks bound what hostile bytes can make it allocate: a declared length or count never exceeds the bytes that
 * remain. What is left is to name every failure, and to refuse bytes after the record.
 */
final class RecordDecoder<T extends SpecificRecord> {
    private static final int NOT_FOUND = 404;
    private static final ThreadLocal<StrictDecoder> DECODERS = ThreadLocal.withInitial(StrictDecoder::new);

    private final RegistryClient client;
    private final Function<Schema, DatumReader<T>> readerFor;
    private final Predicate<Schema> viewed;
    private final ConcurrentMap<SchemaRef, Reading<T>> readers = new ConcurrentHashMap<>();

    /**
     * How records of one schema are read.
     *
     * @param reader turns bytes into records
     * @param views whether byte arrays of records are views of the bytes
     */
    private record Reading<T>(DatumReader<T> reader, boolean views) {}

    private RecordDecoder(RegistryClient client, Function<Schema, DatumReader<T>> readerFor, Predicate<Schema> viewed) {
        this.client = client;
        this.readerFor = readerFor;
        this.viewed = viewed;
    }

    private RecordDecoder(RegistryClient client, Function<Schema, DatumReader<T>> readerFor) {
        this(client, readerFor, writer -> false);
    }

    static <T extends SpecificRecord> RecordDecoder<T> of(Class<T> type, RegistryClient client) {
        SpecificData data = SpecificData.getForClass(type);
        Schema reader = data.getSchema(type);
        return new RecordDecoder<>(client, writer -> new SpecificDatumReader<>(writer, reader, data));
    }

    /** The same, but byte arrays are views where records were written with the class's own schema: with another, Avro may convert. */
    static <T extends SpecificRecord> RecordDecoder<T> viewing(Class<T> type, RegistryClient client) {
        SpecificData data = SpecificData.getForClass(type);
        Schema reader = data.getSchema(type);
        String own = SchemaNormalization.toParsingForm(reader);
        return new RecordDecoder<>(
                client,
                writer -> new SpecificDatumReader<>(writer, reader, data),
                writer -> SchemaNormalization.toParsingForm(writer).equals(own));
    }

    static <T extends SpecificRecord> RecordDecoder<T> projecting(Schema readerSchema, RegistryClient client) {
        Class<?> type = SpecificData.get().getClass(readerSchema);
        if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("no generated class for reader schema " + readerSchema.getFullName());
        }
        SpecificData data = SpecificData.getForClass(type);
        Schema reader = Projection.align(data.getSchema(type), readerSchema);
        return new RecordDecoder<>(client, writer -> new SpecificDatumReader<>(writer, reader, data));
    }

    static <T extends SpecificRecord> RecordDecoder<T> byWriterName(RegistryClient client) {
        return new RecordDecoder<>(client, writer -> {
            Class<?> type =
                    writer.getType() == Schema.Type.RECORD ? SpecificData.get().getClass(writer) : null;
            if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
                throw new AvroTypeException("no generated class for " + writer.getFullName());
            }
            SpecificData data = SpecificData.getForClass(type);
            return new SpecificDatumReader<>(writer, data.getSchema(type), data);
        });
    }

    T decode(String topic, Framed framed) {
        Reading<T> reader = readers.get(framed.schema());
        if (reader == null) {
            reader = newReader(topic, framed.schema());
        }
        ByteBuffer payload = framed.payload();
        if (payload.hasArray()) {
            return read(
                    topic, reader, payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
        }
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return read(topic, reader, copy, 0, copy.length);
    }

    private Reading<T> newReader(String topic, SchemaRef ref) {
        Schema writer = writerSchema(topic, ref);
        try {
            Reading<T> reader = new Reading<>(readerFor.apply(writer), viewed.test(writer));
            readers.put(ref, reader);
            return reader;
        } catch (RuntimeException e) {
            throw undecodable(Reason.SCHEMA_MISMATCH, topic, ref + ": " + e.getMessage(), e);
        }
    }

    private Schema writerSchema(String topic, SchemaRef ref) {
        try {
            return ref instanceof SchemaRef.Id id ? client.schemaById(id.value()) : schemaByGuid((SchemaRef.Guid) ref);
        } catch (RegistryException e) {
            if (isUnknown(e, ref)) {
                throw undecodable(Reason.UNKNOWN_SCHEMA, topic, ref + " is not in " + client.describe(), e);
            }
            if (e.errorCode() == RegistryException.INVALID_SCHEMA) {
                throw undecodable(Reason.SCHEMA_MISMATCH, topic, ref + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private Schema schemaByGuid(SchemaRef.Guid guid) {
        return client.schemaByGuid(guid.value());
    }

    /**
     * A registry without lookup by GUID answers a plain 404; for an id that would mean a wrong address, which is no record's
     * fault.
     */
    private static boolean isUnknown(RegistryException e, SchemaRef ref) {
        return e.errorCode() == RegistryException.SCHEMA_NOT_FOUND
                || (ref instanceof SchemaRef.Guid && e.httpStatus() == NOT_FOUND);
    }

    private T read(String topic, Reading<T> reading, byte[] bytes, int offset, int length) {
        StrictDecoder decoder = DECODERS.get().reset(bytes, offset, length, reading.views);
        try {
            T record = reading.reader.read(null, decoder);
            if (decoder.remainingBytes() > 0) {
                throw undecodable(
                        Reason.TRAILING_BYTES, topic, decoder.remainingBytes() + " bytes after the record", null);
            }
            return record;
        } catch (UndecodableRecordException e) {
            throw e;
        } catch (EOFException e) {
            throw undecodable(Reason.TRUNCATED, topic, "record ends after " + length + " bytes", e);
        } catch (AvroTypeException e) {
            throw undecodable(Reason.SCHEMA_MISMATCH, topic, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw undecodable(Reason.MALFORMED, topic, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        } finally {
            decoder.clear();
        }
    }

    private static UndecodableRecordException undecodable(
            Reason reason, String topic, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new UndecodableRecordException(reason, "record of topic " + topic + ": " + what, cause);
    }
}
