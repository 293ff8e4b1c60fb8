package dev.rollstream.producer.worker;

import dev.rollstream.avro.Rollout;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's figures. */
final class WorkerMetrics {
    private static final Logger log = LoggerFactory.getLogger(WorkerMetrics.class);

    private final MeterRegistry registry;
    private final Counter tasks;
    private final Counter redeliveries;
    private final Counter lastTries;
    private final Counter tokens;
    private final AtomicInteger generating = new AtomicInteger();

    WorkerMetrics(MeterRegistry registry, String worker) {
        this.registry = registry;
        tasks = counter("rollstream.worker.tasks", "tasks taken from the queue");
        redeliveries = counter("rollstream.worker.redeliveries", "tasks taken that had been handed out before");
        lastTries =
                counter("rollstream.worker.last.tries", "tasks taken for the last time that the queue hands them out");
        tokens = counter("rollstream.worker.tokens", "completion tokens written");
        registry.gauge("rollstream.worker.generating", Tags.of("worker", worker), generating);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void taken(TakenTask task) {
        tasks.increment();
        generating.incrementAndGet();
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
        registry.counter("rollstream.worker.settled", "as", settlement.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** A worker held on to its task. */
    void kept() {
        registry.counter("rollstream.worker.locks.renewed").increment();
    }

    /** A task went to somebody else while it was worked on. */
    void lost() {
        registry.counter("rollstream.worker.locks.lost").increment();
    }

    /** A task was accepted without being run. */
    void unrun(String reason) {
        registry.counter("rollstream.worker.unrun", "reason", reason).increment();
    }

    void engineFailed() {
        registry.counter("rollstream.worker.engine.failures").increment();
    }

    void oversize() {
        registry.counter("rollstream.worker.oversize").increment();
    }

    void deadLetter(String reason) {
        registry.counter("rollstream.worker.dead.letters", "reason", reason.toLowerCase(Locale.ROOT))
                .increment();
    }

    /**
     * A rollout was written and acknowledged.
     *
     * @param fault why it has no completion; empty: it has one
     */
    void written(Rollout rollout, Optional<Fault> fault) {
        registry.counter(
                        "rollstream.worker.rollouts",
                        "finish",
                        rollout.getFinishReason().name().toLowerCase(Locale.ROOT))
                .increment();
        fault.ifPresent(why -> registry.counter("rollstream.worker.failures", "reason", why.label())
                .increment());
        Integer count = rollout.getTokenCount();
        tokens.increment(count == null ? 0 : count);
    }
}
