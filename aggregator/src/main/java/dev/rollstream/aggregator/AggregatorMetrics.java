package dev.rollstream.aggregator;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Member;
import dev.rollstream.runtime.DeadLetterReason;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator tells operators. Counters run ahead of the transaction: what an aborted one did is counted again.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>kind</th><th>tags</th></tr>
 * <tr><td>rollstream.aggregator.groups.open</td><td>gauge</td><td></td></tr>
 * <tr><td>rollstream.aggregator.groups.ended</td><td>counter</td><td>task, purpose, outcome, reason</td></tr>
 * <tr><td>rollstream.aggregator.group.reward</td><td>summary of group means</td><td>task, purpose</td></tr>
 * <tr><td>rollstream.aggregator.group.accuracy</td><td>summary of group means</td><td>task, purpose</td></tr>
 * <tr><td>rollstream.aggregator.group.duration</td><td>timer, OPEN to CLOSE by the events' own times</td><td>outcome</td></tr>
 * <tr><td>rollstream.aggregator.duplicates</td><td>counter</td><td>event</td></tr>
 * <tr><td>rollstream.aggregator.dead.letters</td><td>counter</td><td>reason</td></tr>
 * </table>
 *
 * <p>Safe for use by many threads.
 */
public final class AggregatorMetrics {

    private static final String PREFIX = "rollstream.aggregator.";
    private static final String ACCURACY = "accuracy";
    private static final int MAX_TASKS = 64;
    private static final String OTHER_TASKS = "other";

    private final MeterRegistry registry;
    private final AtomicLong openGroups = new AtomicLong();
    private final Set<String> tasks = ConcurrentHashMap.newKeySet();

    /**
     * Registers the gauge.
     *
     * @param registry where all meters go
     */
    public AggregatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(PREFIX + "groups.open", openGroups, AtomicLong::get)
                .description("Groups between OPEN and CLOSE in this process")
                .register(registry);
    }

    void openGroups(long change) {
        openGroups.addAndGet(change);
    }

    void duplicate(String event) {
        registry.counter(PREFIX + "duplicates", "event", event).increment();
    }

    void deadLetter(DeadLetterReason reason) {
        registry.counter(PREFIX + "dead.letters", "reason", reason.name()).increment();
    }

    void ended(AdvantageGroup group) {
        String task = task(group.getTaskType());
        String purpose = group.getPurpose().name();
        String outcome = group.getOutcome().name();
        registry.counter(
                        PREFIX + "groups.ended",
                        "task",
                        task,
                        "purpose",
                        purpose,
                        "outcome",
                        outcome,
                        "reason",
                        group.getReason().name())
                .increment();
        if (group.getRewards() != null && group.getRewards().getMean() != null) {
            summary("group.reward", task, purpose).record(group.getRewards().getMean());
        }
        meanAccuracy(group)
                .ifPresent(mean -> summary("group.accuracy", task, purpose).record(mean));
        if (group.getOpenedAtMs() != null && group.getClosedAtMs() != null) {
            Timer.builder(PREFIX + "group.duration")
                    .tag("outcome", outcome)
                    .register(registry)
                    .record(Duration.ofMillis(Math.max(0, group.getClosedAtMs() - group.getOpenedAtMs())));
        }
    }

    private DistributionSummary summary(String name, String task, String purpose) {
        return registry.summary(PREFIX + name, "task", task, "purpose", purpose);
    }

    private static OptionalDouble meanAccuracy(AdvantageGroup group) {
        return group.getMembers().stream()
                .filter(member -> member.getReward() != null)
                .map(AggregatorMetrics::accuracy)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    private static @Nullable Double accuracy(Member member) {
        return member.getComponents().stream()
                .filter(component -> component.getName().equals(ACCURACY))
                .findFirst()
                .map(Component::getValue)
                .orElse(null);
    }

    /** A task type as a tag; past 64 of them the rest share one, so that no producer can fill the registry. */
    private String task(@Nullable String taskType) {
        String task = taskType == null ? "none" : taskType;
        if (tasks.contains(task)) {
            return task;
        }
        if (tasks.size() >= MAX_TASKS) {
            return OTHER_TASKS;
        }
        tasks.add(task);
        return task;
    }
}
