package dev.rollstream.learner.ledger;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a small topic from its beginning to its end. */
final class TopicScan {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private TopicScan() {}

    /**
     * Hands over the records with certain keys, in order.
     *
     * @throws KafkaException if the cluster or the registry does not answer
     */
    static <T extends SpecificRecord> void of(
            StageConfig config, Topic<T> topic, Predicate<String> key, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer("ledger-scan"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name(), ANSWER).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.beginningOffsets(partitions, ANSWER).forEach(consumer::seek);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            long newsNs = System.nanoTime();
            while (!ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue())) {
                boolean news = false;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    news = true;
                    if (record.key() != null && key.test(new String(record.key(), StandardCharsets.UTF_8))) {
                        sink.accept(record);
                    }
                }
                newsNs = news ? System.nanoTime() : newsNs;
                if (System.nanoTime() - newsNs > ANSWER.toNanos()) {
                    throw new KafkaException(topic.name() + " gives nothing more for " + ANSWER.toSeconds()
                            + " s, and its end is not reached");
                }
            }
        }
    }

    /** The last record of a key; empty: there is none, or it was deleted. */
    static <T extends SpecificRecord> Optional<T> last(
            StageConfig config, Topic<T> topic, String key, AvroDeserializer<T> decoder) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        of(config, topic, key::equals, record -> {
            found.clear();
            found.add(record);
        });
        return found.stream()
                .findFirst()
                .filter(record -> record.value() != null)
                .map(record -> decoder.deserialize(topic.name(), record.headers(), record.value()));
    }
}
