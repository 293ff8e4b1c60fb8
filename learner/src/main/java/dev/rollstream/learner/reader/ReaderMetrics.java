package dev.rollstream.learner.reader;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What a reader counts. Names begin with {@code rollstream.learner.}; every meter has the tag {@code learner}. */
final class ReaderMetrics {
    private static final String PREFIX = "rollstream.learner.";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter fetchedRecords;
    private final Counter fetchedBytes;
    private final Counter cacheHits;
    private final Counter seeks;
    private final Counter members;
    private final Counter tokens;
    private final AtomicLong cacheBytes = new AtomicLong();
    private final AtomicLong cacheEvictions = new AtomicLong();

    ReaderMetrics(MeterRegistry registry, String learner) {
        this.registry = registry;
        this.tags = Tags.of("learner", learner);
        this.fetchedRecords = registry.counter(PREFIX + "payload.records", tags);
        this.fetchedBytes = registry.counter(PREFIX + "payload.bytes", tags);
        this.cacheHits = registry.counter(PREFIX + "payload.cache.hits", tags);
        this.members = registry.counter(PREFIX + "members", tags);
        this.tokens = registry.counter(PREFIX + "tokens", tags);
        this.seeks = registry.counter(PREFIX + "payload.seeks", tags);
        Gauge.builder(PREFIX + "payload.cache.bytes", cacheBytes, AtomicLong::get)
                .tags(tags)
                .register(registry);
        Gauge.builder(PREFIX + "payload.cache.evictions", cacheEvictions, AtomicLong::get)
                .tags(tags)
                .register(registry);
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
        groups("read", batch.groups().size());
        batch.refused().forEach(refused -> groups(refused.outcome().name(), 1));
        batch.passedOver().forEach((why, count) -> groups(why.name(), count));
        members.increment(batch.groups().stream()
                .mapToInt(group -> group.members().size())
                .sum());
        tokens.increment(
                batch.groups().stream().mapToLong(TrainingGroup::tokens).sum());
    }

    private void groups(String outcome, int count) {
        registry.counter(PREFIX + "groups", tags.and("outcome", outcome.toLowerCase(Locale.ROOT)))
                .increment(count);
    }
}
