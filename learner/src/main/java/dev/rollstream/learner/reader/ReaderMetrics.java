package dev.rollstream.learner.reader;

import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.runtime.metrics.EnumCounters;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a reader counts. */
final class ReaderMetrics {
    private static final String LEARNER = "learner";

    private static final Metric READ = Metric.counter(
                    "rollstream_learner_reader_groups_total", "groups", "Groups handed out to learn from.")
            .by(LEARNER);
    private static final Metric REFUSED = Metric.counter(
                    "rollstream_learner_reader_refused_total",
                    "groups",
                    "Groups that were to train and cannot, by the outcome that their receipt has.")
            .by(LEARNER, "outcome");
    private static final Metric PASSED_OVER = Metric.counter(
                    "rollstream_learner_reader_passed_over_total",
                    "groups",
                    "Terminal records of groups that do not train, by why.")
            .by(LEARNER, "reason");
    private static final Metric MEMBERS = Metric.counter(
                    "rollstream_learner_reader_members_total", "members", "Members of the groups handed out.")
            .by(LEARNER);
    private static final Metric TOKENS = Metric.counter(
                    "rollstream_learner_reader_tokens_total", "tokens", "Completion tokens of the groups handed out.")
            .by(LEARNER);
    private static final Metric POSITION = Metric.gauge(
                    "rollstream_learner_reader_position",
                    "offset",
                    "Next offset of topic advantages to read: all before it was handed out or passed over.")
            .by(LEARNER, "partition");
    private static final Metric FETCHED_RECORDS = Metric.counter(
                    "rollstream_learner_reader_payload_records_total",
                    "records",
                    "Records of tasks and rollouts that came over the wire, wanted or passed.")
            .by(LEARNER);
    private static final Metric FETCHED_BYTES = Metric.counter(
                    "rollstream_learner_reader_payload_bytes_total", "bytes", "Bytes of these records.")
            .by(LEARNER);
    private static final Metric SEEKS = Metric.counter(
                    "rollstream_learner_reader_seeks_total",
                    "seeks",
                    "Jumps to payloads that do not follow on each other.")
            .by(LEARNER);
    private static final Metric CACHE_HITS = Metric.counter(
                    "rollstream_learner_reader_cache_hits_total", "records", "Payloads that were still at hand.")
            .by(LEARNER);
    private static final Metric CACHE_EVICTIONS = Metric.counter(
                    "rollstream_learner_reader_cache_evictions_total", "records", "Payloads that made room for others.")
            .by(LEARNER);
    private static final Metric CACHE = Metric.gauge(
                    "rollstream_learner_reader_cache_bytes", "bytes", "Bytes of the payloads at hand.")
            .by(LEARNER);

    static final MetricCatalogue CATALOGUE = new MetricCatalogue(
            "learner_reader",
            "Of every learner: how it goes through the topics.",
            List.of(
                    READ,
                    REFUSED,
                    PASSED_OVER,
                    MEMBERS,
                    TOKENS,
                    POSITION,
                    FETCHED_RECORDS,
                    FETCHED_BYTES,
                    SEEKS,
                    CACHE_HITS,
                    CACHE_EVICTIONS,
                    CACHE));

    private final MeterRegistry registry;
    private final String learner;
    private final Counter read;
    private final EnumCounters<ReceiptOutcome> refused;
    private final EnumCounters<PassedOver> passedOver;
    private final Counter members;
    private final Counter tokens;
    private final Map<Integer, AtomicLong> positions = new ConcurrentHashMap<>();
    private final Counter fetchedRecords;
    private final Counter fetchedBytes;
    private final Counter seeks;
    private final Counter cacheHits;
    private final AtomicLong cacheEvictions = new AtomicLong();
    private final AtomicLong cacheBytes;

    ReaderMetrics(MeterRegistry registry, String learner) {
        this.registry = registry;
        this.learner = learner;
        read = READ.counter(registry, learner);
        refused = new EnumCounters<>(ReceiptOutcome.class, outcome -> REFUSED.counter(registry, learner, outcome));
        passedOver = new EnumCounters<>(PassedOver.class, why -> PASSED_OVER.counter(registry, learner, why));
        members = MEMBERS.counter(registry, learner);
        tokens = TOKENS.counter(registry, learner);
        fetchedRecords = FETCHED_RECORDS.counter(registry, learner);
        fetchedBytes = FETCHED_BYTES.counter(registry, learner);
        seeks = SEEKS.counter(registry, learner);
        cacheHits = CACHE_HITS.counter(registry, learner);
        CACHE_EVICTIONS.counter(registry, cacheEvictions, AtomicLong::get, learner);
        cacheBytes = CACHE.level(registry, learner);
    }

    /** Where the reader stands. */
    void position(Position position) {
        position.offsets().forEach((partition, next) -> positions
                .computeIfAbsent(partition, number -> POSITION.level(registry, learner, Integer.toString(number)))
                .set(next));
    }

    /** Records of tasks and rollouts that came over the wire, wanted or passed. */
    void fetched(int records, long bytes) {
        fetchedRecords.increment(records);
        fetchedBytes.increment(bytes);
    }

    void cacheHits(int records) {
        cacheHits.increment(records);
    }

    void cache(long bytes, long evictions) {
        cacheBytes.set(bytes);
        cacheEvictions.set(evictions);
    }

    void seek() {
        seeks.increment();
    }

    /** What a batch held. */
    void batch(Batch batch) {
        read.increment(batch.groups().size());
        batch.refused().forEach(group -> refused.count(group.outcome()));
        batch.passedOver().forEach(passedOver::count);
        members.increment(batch.groups().stream()
                .mapToInt(group -> group.members().size())
                .sum());
        tokens.increment(
                batch.groups().stream().mapToLong(TrainingGroup::tokens).sum());
        position(batch.position());
    }
}
