package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records that a scan came past and that a later group may want, bounded in bytes. Each is wanted once, so taking removes it. What
 * came first goes first when room is needed: it has waited longest for a group that may never come (duplicates, late rollouts,
 * members of filtered groups). Not safe for several threads.
 */
final class PayloadCache {
    /** What a record costs beside its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 200;

    private final long maxBytes;
    private final Map<PayloadRef, ConsumerRecord<byte[], ByteBuffer>> records = new LinkedHashMap<>();
    private long bytes;
    private long evictions;

    PayloadCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void put(PayloadRef ref, ConsumerRecord<byte[], ByteBuffer> record) {
        if (records.putIfAbsent(ref, record) == null) {
            bytes += cost(record);
            evict();
        }
    }

    Optional<ConsumerRecord<byte[], ByteBuffer>> take(PayloadRef ref) {
        ConsumerRecord<byte[], ByteBuffer> record = records.remove(ref);
        if (record == null) {
            return Optional.empty();
        }
        bytes -= cost(record);
        return Optional.of(record);
    }

    /** Bytes held. */
    long bytes() {
        return bytes;
    }

    /** Records that had to go before anybody took them. */
    long evictions() {
        return evictions;
    }

    private void evict() {
        Iterator<ConsumerRecord<byte[], ByteBuffer>> eldest = records.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            bytes -= cost(eldest.next());
            eldest.remove();
            evictions++;
        }
    }

    private static long cost(ConsumerRecord<?, ?> record) {
        return OVERHEAD_BYTES + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
}
