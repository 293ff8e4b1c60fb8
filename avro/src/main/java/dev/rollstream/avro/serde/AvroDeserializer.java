package dev.rollstream.avro.serde;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Confluent's wire format into generated classes. A null value is a null record.
 *
 * <p>Bytes that are not such a record throw {@link UndecodableRecordException}, whatever they are; a registry that cannot be
 * reached throws {@link dev.rollstream.avro.registry.RegistryUnavailableException}, which says nothing about the record.
 *
 * <p>Through Kafka's configuration ({@code value.deserializer}) it reads Confluent's property names; the class to read into is
 * {@code specific.avro.value.type} (or {@code .key.type}), else the generated class of the writer's name.
 *
 * @param <T> the generated class
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final String VALUE_TYPE = "specific.avro.value.type";
    private static final String KEY_TYPE = "specific.avro.key.type";
    private static final String SPECIFIC_READER = "specific.avro.reader";

    private @Nullable RecordDecoder<T> decoder;
    private @Nullable RegistryClient owned;
    private boolean isKey;

    /** To be configured by Kafka. */
    public AvroDeserializer() {}

    /** Reads every field of a class. */
    public AvroDeserializer(Class<T> type, RegistryClient client) {
        this.decoder = RecordDecoder.of(type, client);
    }

    /**
     * Reads some fields of a class; what is left out is skipped in the bytes and has its default in the record.
     *
     * @param readerSchema the class's schema with fewer fields, see {@link Projection#without}
     * @throws IllegalArgumentException if it has a field that the class lacks, or leaves out one without a default
     */
    public AvroDeserializer(Schema readerSchema, RegistryClient client) {
        this.decoder = RecordDecoder.projecting(readerSchema, client);
    }

    private AvroDeserializer(RecordDecoder<T> decoder) {
        this.decoder = decoder;
    }

    /**
     * Reads every field of a class, byte arrays without a copy: they are views of the bytes that they were read from, and keep these in
     * memory. For whoever owns the bytes and keeps the records whole.
     */
    public static <T extends SpecificRecord> AvroDeserializer<T> viewing(Class<T> type, RegistryClient client) {
        return new AvroDeserializer<>(RecordDecoder.viewing(type, client));
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        this.isKey = isKey;
        if (decoder != null) {
            return;
        }
        if ("false".equalsIgnoreCase(String.valueOf(configs.get(SPECIFIC_READER)))) {
            throw new ConfigException(SPECIFIC_READER, "false", "only generated classes are read");
        }
        owned = RegistryClients.create(configs);
        Object type = configs.get(isKey ? KEY_TYPE : VALUE_TYPE);
        decoder = type == null ? RecordDecoder.byWriterName(owned) : RecordDecoder.of(typeOf(type, isKey), owned);
    }

    @SuppressWarnings("unchecked") // the caller's T is what it configured
    private Class<T> typeOf(Object configured, boolean isKey) {
        String name = isKey ? KEY_TYPE : VALUE_TYPE;
        Class<?> type = configured instanceof Class<?> given
                ? given
                : (Class<?>) ConfigDef.parseType(name, configured, ConfigDef.Type.CLASS);
        if (!SpecificRecord.class.isAssignableFrom(type)) {
            throw new ConfigException(name, type.getName(), "is not a class that Avro generated");
        }
        return (Class<T>) type;
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, null, data);
    }

    @Override
    public @Nullable T deserialize(String topic, @Nullable Headers headers, byte @Nullable [] data) {
        return data == null ? null : decode(topic, headers, data);
    }

    @Override
    public @Nullable T deserialize(String topic, @Nullable Headers headers, @Nullable ByteBuffer data) {
        return data == null ? null : decoder().decode(topic, WireFormat.parse(data.duplicate(), headers, isKey));
    }

    /** As {@link #deserialize(String, Headers, byte[])}, for a value that is there: never null. */
    public T decode(String topic, @Nullable Headers headers, byte[] data) {
        return decoder().decode(topic, WireFormat.parse(ByteBuffer.wrap(data), headers, isKey));
    }

    private RecordDecoder<T> decoder() {
        if (decoder == null) {
            throw new IllegalStateException("configure() was not called, and no registry client was given");
        }
        return decoder;
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }
}
