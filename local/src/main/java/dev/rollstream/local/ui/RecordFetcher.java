package dev.rollstream.local.ui;

import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Fetches single records by where they lie. What retention has taken, and what was never committed, is not there; nothing else is put in
 * its place. For one thread at a time.
 */
final class RecordFetcher implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FETCH_WAIT_MS = 10;
    private static final int MAX_SCANNED = 5_000;

    private final KafkaConsumer<byte[], byte[]> consumer;

    RecordFetcher(StageConfig config) {
        Map<String, Object> settings = new HashMap<>(config.consumer("ui-groups"));
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The record at an offset; empty if it is not there, or is not what it should be. */
    <V extends SpecificRecord> Optional<V> at(TopicPartition partition, long offset, AvroDeserializer<V> deserializer) {
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, Long.MAX_VALUE);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (offset < begin || offset >= end) {
            return Optional.empty();
        }
        consumer.seek(partition, offset);
        return next(partition, offset + 1, record -> record.offset() == offset)
                .flatMap(record -> TopicReader.decoded(record, deserializer));
    }

    /** The first of a partition's records from a time on that is wanted, among those soon after it. */
    <V extends SpecificRecord> Optional<V> from(
            TopicPartition partition,
            long timeMs,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted,
            AvroDeserializer<V> deserializer) {
        consumer.assign(List.of(partition));
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, timeMs)).get(partition);
        if (first == null) {
            return Optional.empty();
        }
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seek(partition, first.offset());
        return next(partition, Math.min(end, first.offset() + MAX_SCANNED), wanted)
                .flatMap(record -> TopicReader.decoded(record, deserializer));
    }

    private Optional<ConsumerRecord<byte[], byte[]>> next(
            TopicPartition partition, long end, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        long untilNs = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end && wanted.test(record)) {
                    return Optional.of(record);
                }
            }
            if (System.nanoTime() > untilNs) {
                throw new StageException("the broker delivers nothing of " + partition
                        + "; is the partition offline, or a transaction open that nobody ends?");
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
