package dev.rollstream.local.cli;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tries what somebody may do with topics, by bare Kafka clients. */
final class KafkaAccess implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaAccess(Map<String, String> settings) {
        consumer =
                new KafkaConsumer<>(new HashMap<>(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> writing = new HashMap<>(settings);
        writing.put("enable.idempotence", "false");
        producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Whether a record of a topic of two partitions, which has some, can be seen. */
    boolean mayRead(String topic) {
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        try {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(PATIENCE).until(() -> !consumer.poll(POLL).isEmpty());
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }

    /** Whether a record can be written; where it can, there is one more then. */
    boolean mayWrite(String topic) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {1})).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw new AssertionError(e);
        } catch (AuthorizationException e) {
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(Duration.ZERO);
    }
}
