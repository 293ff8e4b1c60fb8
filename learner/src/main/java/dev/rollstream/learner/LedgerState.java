package dev.rollstream.learner;

import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The last thing that a learner wrote about itself to PROGRESS. */
final class LedgerState {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private LedgerState() {}

    /**
     * Reads PROGRESS to its end.
     *
     * @return the learner's last record; empty: it never wrote one
     * @throws KafkaException if the cluster or the registry does not answer
     */
    static Optional<Progress> last(StageConfig config, String learner, AvroDeserializer<Progress> decoder) {
        Topic<Progress> topic = config.topics().progress();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer(learner + "-progress"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            ConsumerRecord<byte[], byte[]> record = lastOf(consumer, topic.name(), learner);
            return record == null || record.value() == null
                    ? Optional.empty()
                    : Optional.ofNullable(decoder.deserialize(topic.name(), record.headers(), record.value()));
        }
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> lastOf(
            Consumer<byte[], byte[]> consumer, String topic, String learner) {
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
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.key() != null && learner.equals(new String(record.key(), StandardCharsets.UTF_8))) {
                    last = record;
                }
            }
        }
        return last;
    }

    private static boolean atEnd(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
    }

    /** The position of a progress record, over a topic. */
    static Position positionOf(Progress progress, String topic) {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        for (PartitionPosition partition : progress.getPosition()) {
            offsets.put(partition.getPartition(), partition.getOffset());
        }
        return new Position(topic, offsets);
    }

    /** A position as PROGRESS holds it. */
    static List<PartitionPosition> listOf(Position position) {
        return position.offsets().entrySet().stream()
                .map(entry -> new PartitionPosition(entry.getKey(), entry.getValue()))
                .toList();
    }
}
