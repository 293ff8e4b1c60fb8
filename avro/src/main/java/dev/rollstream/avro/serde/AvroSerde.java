package dev.rollstream.avro.serde;

import dev.rollstream.avro.registry.RegistryClient;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * {@link AvroSerializer} and {@link AvroDeserializer} together.
 *
 * @param <T> the generated class
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {
    private final AvroSerializer<T> serializer;
    private final AvroDeserializer<T> deserializer;

    /** To be configured by Kafka with Confluent's property names. */
    public AvroSerde() {
        this(new AvroSerializer<>(), new AvroDeserializer<>());
    }

    /** Finds schema ids as the options say and reads every field of the class. The client stays the caller's to close. */
    public AvroSerde(Class<T> type, RegistryClient client, SerdeOptions options) {
        this(new AvroSerializer<>(client, options), new AvroDeserializer<>(type, client));
    }

    private AvroSerde(AvroSerializer<T> serializer, AvroDeserializer<T> deserializer) {
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    /**
     * A serde of values that registers what it writes and reads every field of the class. The client stays the caller's to
     * close.
     */
    public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type, RegistryClient client) {
        return new AvroSerde<>(type, client, SerdeOptions.defaults());
    }

    /**
     * A serde of values that writes whole records and reads some fields of them.
     *
     * @param type the generated class
     * @param readerSchema its schema with fewer fields, see {@link Projection#without}
     */
    public static <T extends SpecificRecord> AvroSerde<T> projecting(
            Class<T> type, Schema readerSchema, RegistryClient client) {
        if (!type.getName().equals(readerSchema.getFullName())) {
            throw new IllegalArgumentException(
                    "reader schema " + readerSchema.getFullName() + " is not of " + type.getName());
        }
        return new AvroSerde<>(new AvroSerializer<>(client), new AvroDeserializer<>(readerSchema, client));
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
