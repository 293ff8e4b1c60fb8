package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A consumer over logs in memory. Kafka's mock forgets what it has delivered; this one can seek back, has gaps as compaction and
 * transaction markers leave them, delivers in random portions, and counts seeks.
 */
final class LogConsumer extends MockConsumer<byte[], ByteBuffer> {
    private final Map<TopicPartition, NavigableMap<Long, ConsumerRecord<byte[], ByteBuffer>>> logs = new HashMap<>();
    private final Map<TopicPartition, Long> firsts = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Long> places = new HashMap<>();
    private final Random random;
    private @Nullable TopicPartition silent;
    private int seeks;
    private long delivered;

    LogConsumer(long seed) {
        super("none");
        this.random = new Random(seed);
    }

    static ConsumerRecord<byte[], ByteBuffer> record(
            TopicPartition partition, long offset, long timestamp, byte[] key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value == null ? null : ByteBuffer.wrap(value),
                new RecordHeaders(),
                Optional.empty());
    }

    /** Appends a record; offsets may leave gaps. */
    synchronized void append(ConsumerRecord<byte[], ByteBuffer> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        logs.computeIfAbsent(partition, p -> new TreeMap<>()).put(record.offset(), record);
        ends.merge(partition, record.offset() + 1, Math::max);
    }

    /** The log ends here: what lies between the last record and the end are markers. */
    synchronized void endAt(TopicPartition partition, long end) {
        ends.put(partition, end);
    }

    /** Retention takes everything before that offset. */
    synchronized void deleteBefore(TopicPartition partition, long first) {
        firsts.put(partition, first);
        logs.getOrDefault(partition, new TreeMap<>()).headMap(first).clear();
    }

    /** The partition's leader is away: nothing comes. */
    synchronized void silence(TopicPartition partition) {
        silent = partition;
    }

    /** The leader is back. */
    synchronized void speak() {
        silent = null;
    }

    synchronized boolean holds(PayloadRef ref) {
        return logs.getOrDefault(ref.partition(), new TreeMap<>()).containsKey(ref.offset());
    }

    synchronized int seeks() {
        return seeks;
    }

    synchronized long delivered() {
        return delivered;
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        places.put(partition, offset);
        seeks++;
    }

    @Override
    public synchronized ConsumerRecords<byte[], ByteBuffer> poll(Duration timeout) {
        Map<TopicPartition, List<ConsumerRecord<byte[], ByteBuffer>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        List<TopicPartition> fetched = assignment().stream()
                .filter(partition -> !paused().contains(partition) && !partition.equals(silent))
                .toList();
        fetched.forEach(this::requireInRange);
        fetched.forEach(partition -> read(partition, records, next));
        return new ConsumerRecords<>(records, next);
    }

    private void requireInRange(TopicPartition partition) {
        long place = places.getOrDefault(partition, 0L);
        if (place < firsts.getOrDefault(partition, 0L) || place > ends.getOrDefault(partition, 0L)) {
            throw new OffsetOutOfRangeException(Map.of(partition, place));
        }
    }

    private void read(
            TopicPartition partition,
            Map<TopicPartition, List<ConsumerRecord<byte[], ByteBuffer>>> records,
            Map<TopicPartition, OffsetAndMetadata> next) {
        long place = places.getOrDefault(partition, 0L);
        long end = ends.getOrDefault(partition, 0L);
        long limit = Math.min(end, place + random.nextInt(12));
        List<ConsumerRecord<byte[], ByteBuffer>> portion = new ArrayList<>(logs.getOrDefault(partition, new TreeMap<>())
                .subMap(place, limit)
                .values());
        if (!portion.isEmpty()) {
            records.put(partition, portion);
            delivered += portion.size();
        }
        if (limit > place) {
            next.put(partition, new OffsetAndMetadata(limit));
            places.put(partition, limit);
        }
    }

    @Override
    public synchronized OptionalLong currentLag(TopicPartition partition) {
        return OptionalLong.of(ends.getOrDefault(partition, 0L) - places.getOrDefault(partition, 0L));
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
            Collection<TopicPartition> partitions, Duration timeout) {
        Map<TopicPartition, Long> answer = new HashMap<>();
        partitions.forEach(partition -> answer.put(partition, firsts.getOrDefault(partition, 0L)));
        return answer;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        Map<TopicPartition, Long> answer = new HashMap<>();
        partitions.forEach(partition -> answer.put(partition, ends.getOrDefault(partition, 0L)));
        return answer;
    }
}
