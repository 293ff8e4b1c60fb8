package dev.rollstream.scorer;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.runtime.DeadLetterReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the scorer counts. Counters count work done: what a transaction that was aborted did is counted again when it is done
 * again.
 */
final class ScorerMetrics {
    private static final String PREFIX = "rollstream.scorer.";
    private static final int MAX_TASKS = 64;
    private static final String OTHER_TASKS = "other";

    private record RewardTags(String taskType, MemberOutcome outcome) {}

    private final MeterRegistry registry;
    private final Set<String> tasks = ConcurrentHashMap.newKeySet();
    private final Map<RewardTags, Counter> rewards = new ConcurrentHashMap<>();
    private final Map<DeadLetterReason, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Map<ClosedBy, Counter> closed = new ConcurrentHashMap<>();
    private final Map<String, Timer> verifiers = new ConcurrentHashMap<>();
    private final AtomicLong openGroups;
    private final AtomicLong parkedBytes;
    private final Counter opened;
    private final Counter parked;
    private final Counter duplicates;
    private final Counter repeatedKeys;

    ScorerMetrics(MeterRegistry registry) {
        this.registry = registry;
        openGroups = gauge("open.groups");
        parkedBytes = gauge("parked.bytes");
        opened = registry.counter(PREFIX + "groups.opened");
        parked = registry.counter(PREFIX + "rollouts.parked");
        duplicates = registry.counter(PREFIX + "rollouts.duplicate");
        repeatedKeys = registry.counter(PREFIX + "answer.keys.repeated");
    }

    private AtomicLong gauge(String name) {
        AtomicLong value = new AtomicLong();
        registry.gauge(PREFIX + name, value);
        return value;
    }

    void openGroups(long change) {
        openGroups.addAndGet(change);
    }

    void parkedBytes(long change) {
        parkedBytes.addAndGet(change);
    }

    void opened() {
        opened.increment();
    }

    void parked() {
        parked.increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    void repeatedKey() {
        repeatedKeys.increment();
    }

    void rewarded(String taskType, MemberOutcome outcome) {
        rewards.computeIfAbsent(
                        new RewardTags(task(taskType), outcome),
                        tags -> registry.counter(
                                PREFIX + "rewards", "task", tags.taskType, "outcome", tags.outcome.name()))
                .increment();
    }

    /** A task type as a tag; past 64 of them the rest share one, so that no producer can fill the registry. */
    private String task(String taskType) {
        if (tasks.size() < MAX_TASKS) {
            tasks.add(taskType);
        }
        return tasks.contains(taskType) ? taskType : OTHER_TASKS;
    }

    void closed(ClosedBy by) {
        closed.computeIfAbsent(by, name -> registry.counter(PREFIX + "groups.closed", "by", name.name()))
                .increment();
    }

    void deadLetter(DeadLetterReason reason) {
        deadLetters
                .computeIfAbsent(reason, name -> registry.counter(PREFIX + "dead.letters", "reason", name.name()))
                .increment();
    }

    Timer verifier(String id) {
        return verifiers.computeIfAbsent(id, name -> registry.timer(PREFIX + "verify", "verifier", name));
    }
}
