package dev.rollstream.producer.worker;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.Rollout;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.runtime.metrics.EnumCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of {@link WorkerCatalogue}. */
final class WorkerMetrics {
    private static final Logger log = LoggerFactory.getLogger(WorkerMetrics.class);

    private final Counter tasks;
    private final Timer taskAge;
    private final Counter redeliveries;
    private final Counter lastTries;
    private final AtomicLong slots;
    private final AtomicLong generating;
    private final Timer generations;
    private final AtomicLong version;
    private final ByLabel<EnumCounters<FinishReason>> rollouts;
    private final EnumCounters<Fault> failures;
    private final Counter tokens;
    private final EnumCounters<Settlement> settled;
    private final EnumCounters<Unrun> unrun;
    private final Counter locksRenewed;
    private final Counter locksLost;
    private final Counter engineFailures;
    private final Counter oversize;
    private final EnumCounters<DeadLetterReason> deadLetters;

    /** Why a task was accepted without being run. */
    enum Unrun {
        /** It asks for another policy than the worker's. */
        OTHER_POLICY,
        /** Its deadline had passed. */
        EXPIRED,
        /** The version that it asks for was not published before its deadline. */
        VERSION_NEVER_CAME
    }

    WorkerMetrics(MeterRegistry registry, String worker) {
        tasks = WorkerCatalogue.TASKS.counter(registry);
        taskAge = WorkerCatalogue.TASK_AGE.timer(registry);
        redeliveries = WorkerCatalogue.REDELIVERIES.counter(registry);
        lastTries = WorkerCatalogue.LAST_TRIES.counter(registry);
        slots = WorkerCatalogue.SLOTS.level(registry, worker);
        generating = WorkerCatalogue.GENERATING.level(registry, worker);
        generations = WorkerCatalogue.GENERATION.timer(registry);
        version = WorkerCatalogue.VERSION.level(registry, worker);
        rollouts = new ByLabel<>(task -> new EnumCounters<>(
                FinishReason.class, finish -> WorkerCatalogue.ROLLOUTS.counter(registry, task, finish)));
        failures = new EnumCounters<>(Fault.class, fault -> WorkerCatalogue.FAILURES.counter(registry, fault));
        tokens = WorkerCatalogue.TOKENS.counter(registry);
        settled = new EnumCounters<>(Settlement.class, as -> WorkerCatalogue.SETTLED.counter(registry, as));
        unrun = new EnumCounters<>(Unrun.class, reason -> WorkerCatalogue.UNRUN.counter(registry, reason));
        locksRenewed = WorkerCatalogue.LOCKS_RENEWED.counter(registry);
        locksLost = WorkerCatalogue.LOCKS_LOST.counter(registry);
        engineFailures = WorkerCatalogue.ENGINE_FAILURES.counter(registry);
        oversize = WorkerCatalogue.OVERSIZE.counter(registry);
        deadLetters = new EnumCounters<>(
                DeadLetterReason.class, reason -> WorkerCatalogue.DEAD_LETTERS.counter(registry, reason));
    }

    /** So many groups can be generated at once. */
    void slots(int count) {
        slots.set(count);
    }

    void taken(TakenTask task) {
        tasks.increment();
        generating.incrementAndGet();
        taskAge.record(
                Duration.ofMillis(Math.max(0, task.takenAtMs() - task.record().timestamp())));
        if (task.deliveryCount() > 1) {
            redeliveries.increment();
        }
        if (task.lastTry()) {
            lastTries.increment();
            log.atWarn()
                    .addKeyValue("task", task.coordinates())
                    .addKeyValue("deliveries", task.deliveryCount())
                    .log("last try: after it the queue gives the task up, and its group will expire");
        }
    }

    void settled(Settlement settlement) {
        generating.decrementAndGet();
        settled.count(settlement);
    }

    /** A worker held on to its task. */
    void kept() {
        locksRenewed.increment();
    }

    /** A task went to somebody else while it was worked on. */
    void lost() {
        locksLost.increment();
    }

    /** A task was accepted without being run. */
    void unrun(Unrun reason) {
        unrun.count(reason);
    }

    /** A group is about to be generated, the newest version known being that. */
    void generating(long policyVersion) {
        version.set(policyVersion);
    }

    /** The engine completed a group. */
    void generated(long tookMs) {
        generations.record(Math.max(0, tookMs), TimeUnit.MILLISECONDS);
    }

    void engineFailed() {
        engineFailures.increment();
    }

    void oversize() {
        oversize.increment();
    }

    void deadLetter(DeadLetterReason reason) {
        deadLetters.count(reason);
    }

    /**
     * A rollout of a task of that type was written and acknowledged.
     *
     * @param fault why it has no completion; empty: it has one
     */
    void written(@Nullable String taskType, Rollout rollout, Optional<Fault> fault) {
        rollouts.of(taskType).count(rollout.getFinishReason());
        fault.ifPresent(failures::count);
        Integer count = rollout.getTokenCount();
        tokens.increment(count == null ? 0 : count);
    }
}
