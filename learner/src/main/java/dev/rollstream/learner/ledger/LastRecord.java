package dev.rollstream.learner.ledger;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The last record of a key on a small topic. */
final class LastRecord {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private LastRecord() {}

    /**
     * Reads a topic to its end.
     *
     * @return the key's last record; empty: there is none, or it was deleted
     * @throws KafkaException if the cluster or the registry does not answer
     */
    static <T extends SpecificRecord> Optional<T> of(
            StageConfig config, Topic<T> topic, String key, AvroDeserializer<T> decoder) {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer(topic.name() + "-last"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ConsumerRecord<byte[], byte[]> record =
                    lastOf(consumer, topic.name(), key.getBytes(StandardCharsets.UTF_8));
            return record == null || record.value() == null
                    ? Optional.empty()
                    : Optional.ofNullable(decoder.deserialize(topic.name(), record.headers(), record.value()));
        }
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> lastOf(
            Consumer<byte[], byte[]> consumer, String topic, byte[] key) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic, ANSWER).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.beginningOffsets(partitions, ANSWER).forEach(consumer::seek);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        long deadlineNs = System.nanoTime() + ANSWER.toNanos();
        ConsumerRecord<byte[], byte[]> last = null;
        while (!atEnd(consumer, ends)) {
            if (System.nanoTime() > deadlineNs) {
                throw new KafkaException(topic + " cannot be read to its end within " + ANSWER.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (Arrays.equals(key, record.key())) {
                    last = record;
                }
            }
        }
        return last;
    }

    private static boolean atEnd(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
    }
}
