package dev.rollstream.benchmark;

import dev.rollstream.avro.Topic;
import dev.rollstream.runtime.StageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The floor under a group reader: one plain consumer that takes all tasks, rollouts and terminal records and throws them away. Like a
 * reader it sees committed records only. It never waits at the broker for news: a request that was under way when a partition ended would
 * hold up what lies ready in the others, by half a second each time if it may wait as long as Kafka lets it.
 *
 * @param name how it is set, for people
 * @param settings what it sets beyond that
 */
record RawConsumer(String name, Map<String, Object> settings) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MIB = 1024 * 1024;

    /** Ways to set a consumer, of which one or another is fastest, depending on machine and records. */
    static List<RawConsumer> candidates() {
        return List.of(
                new RawConsumer("Kafka's defaults", Map.of()),
                new RawConsumer("wide receive buffer", Map.of(ConsumerConfig.RECEIVE_BUFFER_CONFIG, MIB)),
                new RawConsumer(
                        "wide receive buffer, 5000 records at a time",
                        Map.of(
                                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                                MIB,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                5_000)),
                new RawConsumer(
                        "network on a thread of its own",
                        Map.of(
                                ConsumerConfig.RECEIVE_BUFFER_CONFIG,
                                MIB,
                                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                                "consumer")));
    }

    /** Reads everything that is there, once. */
    Reading read(StageConfig config, int partitionCount) {
        Map<String, Object> all = config.consumer("raw");
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
        all.putAll(settings);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(config, partitionCount);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return drain(consumer, consumer.endOffsets(partitions));
        }
    }

    private static List<TopicPartition> partitions(StageConfig config, int count) {
        return Stream.<Topic<?>>of(
                        config.topics().tasks(),
                        config.topics().rollouts(),
                        config.topics().advantages())
                .flatMap(topic -> IntStream.range(0, count).mapToObj(p -> new TopicPartition(topic.name(), p)))
                .toList();
    }

    private static Reading drain(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Set<TopicPartition> unread = new HashSet<>(ends.keySet());
        long startNs = 0;
        long bytes = 0;
        long first = 0;
        while (!unread.isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                bytes += record.serializedValueSize();
            }
            if (first == 0 && bytes > 0) {
                first = bytes;
                startNs = System.nanoTime();
            }
            List<TopicPartition> done = new ArrayList<>();
            records.nextOffsets().forEach((partition, next) -> {
                if (next.offset() >= ends.getOrDefault(partition, 0L)) {
                    done.add(partition);
                }
            });
            if (unread.removeAll(done)) {
                consumer.pause(done);
            }
        }
        return Reading.of(bytes, first, bytes, startNs);
    }

    /**
     * One reading of all topics.
     *
     * @param bytes all bytes; a group reader counts none
     * @param share how much of all was read after the first records
     * @param seconds the time that this took
     */
    record Reading(long bytes, double share, double seconds) {
        static Reading of(long bytes, long first, long all, long startNs) {
            return new Reading(bytes, 1 - first / (double) all, (System.nanoTime() - startNs) / 1e9);
        }

        /** Megabytes a second, of so many bytes. */
        double rate(long all) {
            return all / 1e6 * share / seconds;
        }
    }
}
