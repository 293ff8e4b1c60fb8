package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Fetches records by reference. The references of many groups are sorted by place in the log and read as ranges, forward wherever
 * that is possible; what the scan comes past is kept for later groups as far as the cache allows. Since groups close roughly in the
 * order of their rollouts, that is one sequential read of the topics.
 *
 * <p>A partition of which nothing more is wanted for now runs ahead, up to a limit: a consumer asks the broker for more only of
 * partitions that are not paused, so that the next groups' records are on their way while these are decoded. One thread only.
 */
final class PayloadFetcher {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], ByteBuffer> consumer;
    private final PayloadCache cache;
    private final LogBounds bounds;
    private final ReaderMetrics metrics;
    private final long readThroughBytes;
    private final long aheadBytes;
    private final BooleanSupplier stopped;
    private final Map<TopicPartition, Cursor> cursors = new HashMap<>();

    /**
     * A fetcher.
     *
     * @param consumer committed records only, no group; all partitions of the heap's topics are assigned here
     * @param partitions partitions that references may point into
     * @param limits how much to keep and to read through
     * @param metrics what to count
     * @param stopped whether to give up waiting
     */
    PayloadFetcher(
            Consumer<byte[], ByteBuffer> consumer,
            Collection<TopicPartition> partitions,
            Limits limits,
            ReaderMetrics metrics,
            BooleanSupplier stopped) {
        this.consumer = consumer;
        this.cache = new PayloadCache(limits.cacheBytes);
        this.bounds = new LogBounds(consumer, stopped);
        this.metrics = metrics;
        this.readThroughBytes = limits.readThroughBytes;
        this.aheadBytes = Math.min(limits.aheadBytes, limits.cacheBytes / (2L * Math.max(1, partitions.size())));
        this.stopped = stopped;
        partitions.forEach(partition -> cursors.put(partition, new Cursor(partition)));
        consumer.assign(partitions);
        consumer.pause(partitions);
        // Kafka asks every assigned partition for a place, also a paused one; the first scan seeks to where it begins.
        partitions.forEach(partition -> consumer.seek(partition, 0));
    }

    /**
     * Limits.
     *
     * @param cacheBytes what may be kept for later groups
     * @param readThroughBytes how far ahead a wanted record may lie to be reached by reading on rather than by a seek
     * @param aheadBytes how far a partition may run ahead of what is wanted of it, if its share of half of the cache allows it
     */
    record Limits(long cacheBytes, long readThroughBytes, long aheadBytes) {
        private static final long MIB = 1024 * 1024;

        /** For a reader that wants nearly all records, and in their order. */
        static Limits ofWhole(long cacheBytes) {
            return new Limits(cacheBytes, MIB, 2 * MIB);
        }

        /** For a reader that wants a share of the records: what it ran ahead to would mostly be somebody else's. */
        static Limits ofShare(long cacheBytes) {
            return new Limits(cacheBytes, MIB, 0);
        }
    }

    /**
     * Follows references.
     *
     * @return what came of each of them
     * @throws Stopped if the reader is closed before all are settled
     */
    Map<PayloadRef, Payload> fetch(Collection<PayloadRef> refs) {
        Map<PayloadRef, Payload> results = new HashMap<>(2 * refs.size());
        Map<TopicPartition, PartitionScan> scans = new HashMap<>(plan(refs, results));
        consumer.resume(scans.keySet());
        scans.forEach((partition, scan) -> {
            cursor(partition).ahead = 0;
            seekIfNeeded(partition, scan);
        });
        while (!scans.isEmpty()) {
            if (stopped.getAsBoolean()) {
                throw new Stopped();
            }
            read(scans, results);
            settle(scans);
        }
        metrics.cache(cache.bytes(), cache.evictions());
        return results;
    }

    /** Takes what the cache has, settles what the logs do not reach, and makes a scan for each partition that must be read. */
    private Map<TopicPartition, PartitionScan> plan(Collection<PayloadRef> refs, Map<PayloadRef, Payload> results) {
        Map<TopicPartition, List<Long>> missing = new HashMap<>();
        for (PayloadRef ref : refs) {
            if (!results.containsKey(ref)) {
                cache.take(ref)
                        .ifPresentOrElse(
                                record -> results.put(ref, new Payload.Found(record)),
                                () -> missing.computeIfAbsent(ref.partition(), p -> new ArrayList<>())
                                        .add(ref.offset()));
            }
        }
        metrics.cacheHits(results.size());
        Map<TopicPartition, PartitionScan> scans = new TreeMap<>(PayloadFetcher::inOrder);
        missing.forEach((partition, offsets) -> scans.put(partition, new PartitionScan(offsets)));
        List<TopicPartition> unsure = scans.entrySet().stream()
                .filter(entry ->
                        !bounds.knownToHold(entry.getKey(), entry.getValue().last()))
                .map(Map.Entry::getKey)
                .toList();
        if (!unsure.isEmpty()) {
            settleBeyondEnds(unsure, scans, results);
            scans.values().removeIf(PartitionScan::done);
        }
        return scans;
    }

    private static int inOrder(TopicPartition a, TopicPartition b) {
        return new PayloadRef(a, 0).compareTo(new PayloadRef(b, 0));
    }

    private void settleBeyondEnds(
            Collection<TopicPartition> partitions,
            Map<TopicPartition, PartitionScan> scans,
            Map<PayloadRef, Payload> results) {
        bounds.ends(partitions).forEach((partition, end) -> {
            for (long offset :
                    scans.getOrDefault(partition, PartitionScan.NOTHING).beyond(end)) {
                PayloadRef ref = new PayloadRef(partition, offset);
                results.put(ref, new Payload.Forged(ref + " is beyond the end of the log, " + end));
            }
        });
    }

    private void read(Map<TopicPartition, PartitionScan> scans, Map<PayloadRef, Payload> results) {
        ConsumerRecords<byte[], ByteBuffer> records;
        try {
            records = consumer.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            settleOutside(e.partitions(), scans, results);
            return;
        } catch (WakeupException e) {
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            PartitionScan scan = scans.getOrDefault(partition, PartitionScan.NOTHING);
            accept(partition, records.records(partition), scan, results);
        }
        records.nextOffsets().forEach((partition, next) -> {
            cursor(partition).advance(next.offset());
            bounds.seen(partition, next.offset());
            settleAbsent(
                    partition,
                    scans.getOrDefault(partition, PartitionScan.NOTHING).passed(next.offset()),
                    results);
        });
    }

    private void accept(
            TopicPartition partition,
            List<ConsumerRecord<byte[], ByteBuffer>> records,
            PartitionScan scan,
            Map<PayloadRef, Payload> results) {
        Cursor cursor = cursor(partition);
        long bytes = 0;
        boolean ahead = scan.done();
        for (ConsumerRecord<byte[], ByteBuffer> record : records) {
            bytes += Math.max(0, record.serializedValueSize());
            if (scan.take(record.offset())) {
                results.put(new PayloadRef(cursor.partition, record.offset()), new Payload.Found(record));
            } else if (record.offset() >= cursor.frontier) {
                cache.put(new PayloadRef(cursor.partition, record.offset()), record);
            }
        }
        cursor.records += records.size();
        cursor.bytes += bytes;
        metrics.fetched(records.size(), bytes);
        if (ahead) {
            cursor.ahead += bytes;
            pauseIfFarAhead(cursor);
        }
    }

    private void pauseIfFarAhead(Cursor cursor) {
        if (cursor.ahead >= aheadBytes) {
            consumer.pause(List.of(cursor.partition));
        }
    }

    /** What lies outside the log is settled: gone before its first offset, never there after its end. The scan goes on within. */
    private void settleOutside(
            Set<TopicPartition> partitions,
            Map<TopicPartition, PartitionScan> scans,
            Map<PayloadRef, Payload> results) {
        bounds.beginnings(partitions).forEach((partition, first) -> {
            settleAbsent(
                    partition,
                    scans.getOrDefault(partition, PartitionScan.NOTHING).passed(first),
                    results);
            cursor(partition).position = Cursor.NOWHERE;
        });
        settleBeyondEnds(partitions, scans, results);
        consumer.pause(partitions.stream()
                .filter(partition -> !scans.containsKey(partition))
                .toList());
    }

    private static void settleAbsent(TopicPartition partition, List<Long> absent, Map<PayloadRef, Payload> results) {
        for (long offset : absent) {
            PayloadRef ref = new PayloadRef(partition, offset);
            results.put(ref, new Payload.Gone(ref + " is not in the log any more"));
        }
    }

    private void settle(Map<TopicPartition, PartitionScan> scans) {
        scans.entrySet().removeIf(entry -> {
            boolean done = entry.getValue().done();
            if (done) {
                pauseIfFarAhead(cursor(entry.getKey()));
            }
            return done;
        });
        scans.forEach(this::seekIfNeeded);
    }

    private void seekIfNeeded(TopicPartition partition, PartitionScan scan) {
        Cursor cursor = cursor(partition);
        scan.seekFrom(cursor.position, readThroughBytes / cursor.averageBytes()).ifPresent(offset -> {
            consumer.seek(partition, offset);
            cursor.position = offset;
            metrics.seek();
        });
    }

    private Cursor cursor(TopicPartition partition) {
        return Objects.requireNonNull(cursors.get(partition), () -> partition + " is not assigned");
    }

    /** Where the consumer stands in a partition, how far it ever came, how large the records were, and how far it runs ahead. */
    private static final class Cursor {
        private static final long NOWHERE = -1;
        private static final long GUESSED_BYTES = 8 * 1024;

        /** The instance that references have: equal to itself at once. */
        private final TopicPartition partition;

        private long position = NOWHERE;
        private long frontier;
        private long records;
        private long bytes;
        private long ahead;

        Cursor(TopicPartition partition) {
            this.partition = partition;
        }

        void advance(long next) {
            position = next;
            frontier = Math.max(frontier, next);
        }

        long averageBytes() {
            return records == 0 ? GUESSED_BYTES : Math.max(1, bytes / records);
        }
    }
}
