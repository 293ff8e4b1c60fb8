package dev.rollstream.local.load;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Where a record that was sent comes to lie, once the broker says so. */
public record Landing(Future<RecordMetadata> sent) {
    /** Topic, partition and offset of a record. */
    public record Place(String topic, int partition, long offset) {}

    private RecordMetadata metadata() {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new KafkaException("the broker refused a record", e.getCause());
        }
    }

    public Place place() {
        RecordMetadata metadata = metadata();
        return new Place(metadata.topic(), metadata.partition(), metadata.offset());
    }

    public long offset() {
        return metadata().offset();
    }

    /** The broker's time. */
    public long appendedAtMs() {
        return metadata().timestamp();
    }
}
