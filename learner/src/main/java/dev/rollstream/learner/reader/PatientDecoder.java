package dev.rollstream.learner.reader;

import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.serde.UndecodableRecordException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Decodes records, and waits as long as the registry does not answer: that says nothing about a record. Safe for several threads as far
 * as its deserializer is.
 *
 * @param <V> what it decodes into
 */
final class PatientDecoder<V extends SpecificRecord> {
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Deserializer<V> deserializer;
    private final ReaderState state;

    PatientDecoder(Deserializer<V> deserializer, ReaderState state) {
        this.deserializer = deserializer;
        this.state = state;
    }

    /**
     * Decodes a record's value.
     *
     * @throws InvalidPayloadException if the bytes are no such record
     * @throws Stopped if the reader is closed while the registry does not answer
     */
    V decode(ConsumerRecord<byte[], ByteBuffer> record) throws InvalidPayloadException {
        while (true) {
            try {
                V value = deserializer.deserialize(record.topic(), record.headers(), record.value());
                state.registryAnswers();
                if (value == null) {
                    throw new InvalidPayloadException(placeOf(record) + " has no value");
                }
                return value;
            } catch (RegistryUnavailableException | RegistryException e) {
                state.waitForRegistry(String.valueOf(e.getMessage()), RETRY);
            } catch (UndecodableRecordException e) {
                throw new InvalidPayloadException(placeOf(record) + " is undecodable: " + e.getMessage());
            }
        }
    }

    private static String placeOf(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
