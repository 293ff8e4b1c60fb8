package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts the partitions of ADVANTAGES into one order: within a partition as logged; between partitions the record with the earliest
 * time first, the lower partition on a tie. A record comes out only while every other partition has one to compare it with, or
 * is known to have none left. So for a log that lies there already the order depends on nothing but the log and the position.
 */
final class IndexMerge {
    private static final Comparator<ConsumerRecord<?, ?>> BY_TIME = Comparator.<ConsumerRecord<?, ?>>comparingLong(
                    ConsumerRecord::timestamp)
            .thenComparingInt(ConsumerRecord::partition);

    private final Map<Integer, Deque<ConsumerRecord<byte[], ByteBuffer>>> heads = new TreeMap<>();
    private final Map<Integer, Long> bytes = new TreeMap<>();
    private final Set<Integer> ended = new HashSet<>();

    IndexMerge(Collection<Integer> partitions) {
        for (int partition : partitions) {
            heads.put(partition, new ArrayDeque<>());
            bytes.put(partition, 0L);
        }
    }

    void add(ConsumerRecord<byte[], ByteBuffer> record) {
        queue(record).add(record);
        bytes.merge(record.partition(), size(record), Long::sum);
    }

    /** Whether the partition's log holds nothing beyond what was added. */
    void ended(int partition, boolean hasEnded) {
        if (hasEnded) {
            ended.add(partition);
        } else {
            ended.remove(partition);
        }
    }

    /**
     * The next record in order.
     *
     * @param force whether to go on although a partition is silent: its records come later than their place
     * @return empty if there is none, or a silent partition must be heard first
     */
    Optional<ConsumerRecord<byte[], ByteBuffer>> next(boolean force) {
        ConsumerRecord<byte[], ByteBuffer> first = null;
        for (Map.Entry<Integer, Deque<ConsumerRecord<byte[], ByteBuffer>>> entry : heads.entrySet()) {
            ConsumerRecord<byte[], ByteBuffer> head = entry.getValue().peekFirst();
            if (head == null && !force && !ended.contains(entry.getKey())) {
                return Optional.empty();
            }
            if (head != null && (first == null || BY_TIME.compare(head, first) < 0)) {
                first = head;
            }
        }
        if (first == null) {
            return Optional.empty();
        }
        queue(first).removeFirst();
        bytes.merge(first.partition(), -size(first), Long::sum);
        return Optional.of(first);
    }

    /** Whether there are records that wait for a silent partition. */
    boolean blocked() {
        return waiting() && heads.values().stream().anyMatch(queue -> !queue.isEmpty());
    }

    /** Bytes of a partition's records that are held here. */
    long bytes(int partition) {
        return bytes.getOrDefault(partition, 0L);
    }

    private boolean waiting() {
        return heads.entrySet().stream()
                .anyMatch(entry -> entry.getValue().isEmpty() && !ended.contains(entry.getKey()));
    }

    private Deque<ConsumerRecord<byte[], ByteBuffer>> queue(ConsumerRecord<?, ?> record) {
        return Objects.requireNonNull(
                heads.get(record.partition()), () -> "partition " + record.partition() + " is not read");
    }

    private static long size(ConsumerRecord<?, ?> record) {
        return Math.max(1, record.serializedValueSize());
    }
}
