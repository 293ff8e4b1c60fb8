package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ADVANTAGES from a position in the order of {@link IndexMerge}. A partition that stays silent (its leader is away) holds the
 * others up for two seconds, then they go on without it. One thread only.
 */
final class IndexReader {
    private static final Logger log = LoggerFactory.getLogger(IndexReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long SILENCE_NS = Duration.ofSeconds(2).toNanos();
    private static final long HELD_BYTES = 4L * 1024 * 1024;

    private final Consumer<byte[], ByteBuffer> consumer;
    private final LogBounds bounds;
    private final LongSupplier nanoClock;
    private final Set<TopicPartition> partitions;
    private final IndexMerge merge;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private long blockedSinceNs;
    private boolean blocked;
    private boolean warned;

    /**
     * A reader that stands at a position.
     *
     * @throws PositionException if the logs do not hold it
     */
    IndexReader(
            Consumer<byte[], ByteBuffer> consumer, Position start, BooleanSupplier stopped, LongSupplier nanoClock) {
        this.consumer = consumer;
        this.bounds = new LogBounds(consumer, stopped);
        this.nanoClock = nanoClock;
        this.merge = new IndexMerge(start.offsets().keySet());
        start.offsets()
                .forEach((partition, offset) -> positions.put(new TopicPartition(start.topic(), partition), offset));
        this.partitions = Set.copyOf(positions.keySet());
        consumer.assign(partitions);
        requireInRange(partitions);
        positions.forEach(consumer::seek);
    }

    /**
     * The next records in order.
     *
     * @param max at most this many
     * @return at least one, unless there is none for a moment
     * @throws PositionException if the next record of a partition is gone
     */
    List<ConsumerRecord<byte[], ByteBuffer>> read(int max) {
        List<ConsumerRecord<byte[], ByteBuffer>> records = drain(max);
        if (records.size() < max) {
            fill(records.isEmpty() ? POLL : Duration.ZERO);
            records.addAll(drain(max - records.size()));
        }
        return records;
    }

    private List<ConsumerRecord<byte[], ByteBuffer>> drain(int max) {
        List<ConsumerRecord<byte[], ByteBuffer>> records = new ArrayList<>();
        boolean force = silentTooLong();
        while (records.size() < max) {
            Optional<ConsumerRecord<byte[], ByteBuffer>> next = merge.next(force);
            if (next.isEmpty()) {
                break;
            }
            records.add(next.get());
        }
        return records;
    }

    private boolean silentTooLong() {
        if (!merge.blocked()) {
            blocked = false;
            return false;
        }
        if (!blocked) {
            blocked = true;
            warned = false;
            blockedSinceNs = nanoClock.getAsLong();
        }
        boolean tooLong = nanoClock.getAsLong() - blockedSinceNs > SILENCE_NS;
        if (tooLong && !warned) {
            warned = true;
            log.atWarn()
                    .addKeyValue("topic", partitions.iterator().next().topic())
                    .log("a partition does not answer: going on with the others, out of the log's order");
        }
        return tooLong;
    }

    private void fill(Duration timeout) {
        Map<Boolean, List<TopicPartition>> full =
                partitions.stream().collect(Collectors.partitioningBy(p -> merge.bytes(p.partition()) > HELD_BYTES));
        consumer.pause(full.get(true));
        consumer.resume(full.get(false));
        try {
            ConsumerRecords<byte[], ByteBuffer> records = consumer.poll(timeout);
            records.forEach(merge::add);
            records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
        } catch (OffsetOutOfRangeException e) {
            requireInRange(e.partitions());
        } catch (WakeupException e) {
            log.trace("woken up to close");
        }
        for (TopicPartition partition : partitions) {
            merge.ended(partition.partition(), consumer.currentLag(partition).orElse(1) == 0);
        }
    }

    private void requireInRange(Set<TopicPartition> asked) {
        Map<TopicPartition, Long> first = bounds.beginnings(asked);
        Map<TopicPartition, Long> end = bounds.ends(asked);
        for (TopicPartition partition : asked) {
            long wanted = positions.getOrDefault(partition, 0L);
            long begin = first.getOrDefault(partition, 0L);
            long limit = end.getOrDefault(partition, 0L);
            if (wanted < begin || wanted > limit) {
                throw PositionException.outOfRange(partition.toString(), wanted, begin, limit);
            }
        }
    }
}
