package dev.rollstream.aggregator;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.runtime.metrics.EnumCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of the aggregator's catalogue. Safe for use by many threads. */
public final class AggregatorMetrics {
    private final AtomicLong openGroups;
    private final Counter repeatedOpens;
    private final Counter repeatedMembers;
    private final EnumCounters<DeadLetterReason> deadLetters;
    private final MeterRegistry registry;
    private final Map<GroupOutcome, Timer> durations = new ConcurrentHashMap<>();
    private final ByLabel<TaskMeters> tasks;

    /**
     * Registers what has no name from outside.
     *
     * @param registry where all meters go
     */
    public AggregatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        openGroups = AggregatorCatalogue.OPEN.level(registry);
        repeatedOpens = AggregatorCatalogue.DUPLICATES.counter(registry, RewardEventType.OPEN.name());
        repeatedMembers = AggregatorCatalogue.DUPLICATES.counter(registry, RewardEventType.MEMBER.name());
        deadLetters = new EnumCounters<>(
                DeadLetterReason.class, reason -> AggregatorCatalogue.DEAD_LETTERS.counter(registry, reason));
        tasks = new ByLabel<>(task -> new TaskMeters(registry, task));
    }

    void openGroups(long change) {
        openGroups.addAndGet(change);
    }

    void repeatedOpen() {
        repeatedOpens.increment();
    }

    void repeatedMember() {
        repeatedMembers.increment();
    }

    void deadLetter(DeadLetterReason reason) {
        deadLetters.count(reason);
    }

    void ended(AdvantageGroup group) {
        tasks.of(group.getTaskType()).ended(group);
        if (group.getOpenedAtMs() != null && group.getClosedAtMs() != null) {
            long tookMs = Math.max(0, group.getClosedAtMs() - group.getOpenedAtMs());
            durations
                    .computeIfAbsent(
                            group.getOutcome(), outcome -> AggregatorCatalogue.DURATION.timer(registry, outcome.name()))
                    .record(Duration.ofMillis(tookMs));
        }
    }
}
