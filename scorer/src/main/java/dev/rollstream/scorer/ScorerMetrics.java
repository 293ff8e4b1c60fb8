package dev.rollstream.scorer;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.runtime.metrics.EnumCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of {@link ScorerCatalogue}. Those without a name from outside are there from the start, at 0. */
final class ScorerMetrics {
    private final AtomicLong openGroups;
    private final AtomicLong parkedBytes;
    private final AtomicLong parkedRollouts;
    private final Counter opened;
    private final Counter parked;
    private final Counter duplicates;
    private final Counter repeatedKeys;
    private final EnumCounters<ClosedBy> closed;
    private final EnumCounters<DeadLetterReason> deadLetters;
    private final ByLabel<Timer> verifiers;
    private final ByLabel<TaskMeters> tasks;

    ScorerMetrics(MeterRegistry registry) {
        openGroups = ScorerCatalogue.OPEN.level(registry);
        parkedBytes = ScorerCatalogue.PARKED_BYTES.level(registry);
        parkedRollouts = ScorerCatalogue.PARKED_NOW.level(registry);
        opened = ScorerCatalogue.OPENED.counter(registry);
        parked = ScorerCatalogue.PARKED.counter(registry);
        duplicates = ScorerCatalogue.DUPLICATES.counter(registry);
        repeatedKeys = ScorerCatalogue.REPEATED_KEYS.counter(registry);
        closed = new EnumCounters<>(ClosedBy.class, by -> ScorerCatalogue.CLOSED.counter(registry, by));
        deadLetters = new EnumCounters<>(
                DeadLetterReason.class, reason -> ScorerCatalogue.DEAD_LETTERS.counter(registry, reason));
        verifiers = new ByLabel<>(verifier -> ScorerCatalogue.VERIFY.timer(registry, verifier));
        tasks = new ByLabel<>(task -> new TaskMeters(registry, task));
    }

    void openGroups(long change) {
        openGroups.addAndGet(change);
    }

    /** Rollouts came to wait for their answer key, or wait no more. */
    void waiting(int rollouts, long bytes) {
        parkedRollouts.addAndGet(rollouts);
        parkedBytes.addAndGet(bytes);
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

    /** A verifier gave its verdict. */
    void verified(String verifierId, long tookNs) {
        verifiers.of(verifierId).record(tookNs, TimeUnit.NANOSECONDS);
    }

    /** A slot was taken. */
    void member(String taskType, MemberScored member) {
        tasks.of(taskType).member(member);
    }

    /** A group ended. */
    void closed(ClosedBy by, String taskType, int members, int distinctAnswers) {
        closed.count(by);
        if (members > 0) {
            tasks.of(taskType).closed(distinctAnswers);
        }
    }

    void deadLetter(DeadLetterReason reason) {
        deadLetters.count(reason);
    }
}
