package dev.rollstream.avro.serde;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated classes in Confluent's wire format: {@code 0x00}, the schema id as int32 big-endian, Avro binary. A null
 * record is a null value. The subject is {@code <topic>-value} or {@code <topic>-key}. Safe for several threads, as a producer
 * needs.
 *
 * @param <T> the generated class
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    private @Nullable RecordEncoder encoder;
    private @Nullable RegistryClient owned;
    private boolean isKey;

    /** To be configured by Kafka with Confluent's property names. */
    public AvroSerializer() {}

    /** Registers what it writes. */
    public AvroSerializer(RegistryClient client) {
        this(client, SerdeOptions.defaults());
    }

    /** Finds schema ids as the options say. */
    public AvroSerializer(RegistryClient client, SerdeOptions options) {
        this.encoder = new RecordEncoder(client, options);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        this.isKey = isKey;
        if (encoder == null) {
            owned = RegistryClients.create(configs);
            encoder = new RecordEncoder(owned, SerdeOptions.from(configs));
        }
    }

    /**
     * A record's bytes.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if the record does not fit its schema
     * @throws dev.rollstream.avro.registry.RegistryException if the registry refuses the schema
     * @throws dev.rollstream.avro.registry.RegistryUnavailableException if no registry answers
     */
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
        return record == null ? null : encode(topic, record);
    }

    /** As {@link #serialize(String, SpecificRecord)}, for a record that is there: never null. */
    public byte[] encode(String topic, T record) {
        if (encoder == null) {
            throw new IllegalStateException("configure() was not called, and no registry client was given");
        }
        return encoder.encode(topic, isKey, record);
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }
}
