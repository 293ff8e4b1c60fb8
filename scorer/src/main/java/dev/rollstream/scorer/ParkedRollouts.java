package dev.rollstream.scorer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Rollouts of one partition that came before their answer key, bounded in bytes and in time.
 *
 * <p>Store: key is group id, a zero byte and the offset (8 bytes, big-endian), so that a group's rollouts lie together in the
 * order of the log; value is append time, headers and the raw value. How many bytes there are, which groups have any, and when
 * each has waited long enough is kept in memory and rebuilt from the store.
 */
final class ParkedRollouts {
    private final KeyValueStore<byte[], byte[]> store;
    private final Inbound.Coordinates partition;
    private final int maxRolloutBytes;
    private final long maxBytes;
    private final long maxWaitMs;
    private final ScorerMetrics metrics;
    private final Map<String, Integer> countByGroup = new HashMap<>();
    private final DueQueue<byte[]> due = new DueQueue<>();
    private int rollouts;
    private long bytes;

    /**
     * The parked rollouts that a store holds.
     *
     * @param partition topic and partition that they were read from
     * @param maxRolloutBytes largest rollout that the store takes
     */
    ParkedRollouts(
            KeyValueStore<byte[], byte[]> store,
            Inbound.Coordinates partition,
            int maxRolloutBytes,
            ScorerOptions options,
            ScorerMetrics metrics) {
        this.store = store;
        this.partition = partition;
        this.maxRolloutBytes = maxRolloutBytes;
        this.maxBytes = options.parkBytes();
        this.maxWaitMs = options.parkTime().toMillis();
        this.metrics = metrics;
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> entry = all.next();
                remember(groupId(entry.key), entry.key, entry.value);
            }
        }
    }

    /** What became of a rollout that came before its key. */
    enum Parking {
        /** It waits. */
        PARKED,
        /** Too much waits already. */
        FULL,
        /** It is larger than the store's changelog takes. */
        TOO_LARGE
    }

    /** Keeps a rollout until its key comes, if it can. */
    Parking park(String groupId, Inbound rollout) {
        if (rollout.sizeBytes() > maxRolloutBytes) {
            return Parking.TOO_LARGE;
        }
        byte[] packed = pack(rollout);
        if (bytes + packed.length > maxBytes) {
            return Parking.FULL;
        }
        byte[] key = storeKey(groupId, rollout.at().offset());
        store.put(key, packed);
        remember(groupId, key, packed);
        return Parking.PARKED;
    }

    private void remember(String groupId, byte[] key, byte[] packed) {
        countByGroup.merge(groupId, 1, Integer::sum);
        count(1, packed.length);
        due.add(ByteBuffer.wrap(packed).getLong() + maxWaitMs, groupId, key);
    }

    /** Hands over a group's rollouts in the order of the log; they are parked no more. */
    void release(String groupId, Consumer<Inbound> to) {
        if (!countByGroup.containsKey(groupId)) {
            return;
        }
        List<KeyValue<byte[], byte[]>> entries = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> range =
                store.range(storeKey(groupId, 0), storeKey(groupId, Long.MAX_VALUE))) {
            range.forEachRemaining(entries::add);
        }
        for (KeyValue<byte[], byte[]> entry : entries) {
            remove(groupId, entry.key, entry.value);
            to.accept(unpack(groupId, entry.key, entry.value));
        }
    }

    /** When the next rollout has waited long enough; {@link Long#MAX_VALUE} if none waits. */
    long nextDueMs() {
        return due.nextMs();
    }

    /** Hands over the rollout that has waited longest, if it still waits. */
    void releaseNextDue(Consumer<Inbound> to) {
        byte[] key = due.take();
        byte[] packed = store.get(key);
        if (packed != null) {
            String groupId = groupId(key);
            remove(groupId, key, packed);
            to.accept(unpack(groupId, key, packed));
        }
    }

    private void remove(String groupId, byte[] key, byte[] packed) {
        store.delete(key);
        count(-1, -packed.length);
        countByGroup.computeIfPresent(groupId, (id, count) -> count == 1 ? null : count - 1);
    }

    private void count(int moreRollouts, long moreBytes) {
        rollouts += moreRollouts;
        bytes += moreBytes;
        metrics.waiting(moreRollouts, moreBytes);
    }

    /** Takes this partition's rollouts out of the gauges. */
    void close() {
        count(-rollouts, -bytes);
    }

    private static byte[] storeKey(String groupId, long offset) {
        byte[] id = groupId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(id.length + 1 + Long.BYTES)
                .put(id)
                .put((byte) 0)
                .putLong(offset)
                .array();
    }

    private static String groupId(byte[] storeKey) {
        return new String(storeKey, 0, storeKey.length - 1 - Long.BYTES, StandardCharsets.UTF_8);
    }

    private static byte[] pack(Inbound rollout) {
        Header[] headers = rollout.headers().toArray();
        int size = Long.BYTES + Integer.BYTES + rollout.valueBytes();
        List<byte[]> fields = new ArrayList<>();
        for (Header header : headers) {
            byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
            byte[] value = Objects.requireNonNullElse(header.value(), new byte[0]);
            fields.add(name);
            fields.add(value);
            size += 2 * Integer.BYTES + name.length + value.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(rollout.appendedAtMs()).putInt(headers.length);
        fields.forEach(field -> out.putInt(field.length).put(field));
        return out.put(Objects.requireNonNull(rollout.value())).array();
    }

    private Inbound unpack(String groupId, byte[] storeKey, byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        long appendedAtMs = in.getLong();
        Headers headers = new RecordHeaders();
        for (int left = in.getInt(); left > 0; left--) {
            String name = new String(field(in, in.getInt()), StandardCharsets.UTF_8);
            headers.add(name, field(in, in.getInt()));
        }
        byte[] value = field(in, in.remaining());
        long offset = ByteBuffer.wrap(storeKey).getLong(storeKey.length - Long.BYTES);
        Inbound.Coordinates at = new Inbound.Coordinates(partition.topic(), partition.partition(), offset);
        return new Inbound(at, appendedAtMs, groupId.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    private static byte[] field(ByteBuffer in, int length) {
        byte[] field = new byte[length];
        in.get(field);
        return field;
    }
}
