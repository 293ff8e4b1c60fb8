package dev.rollstream.producer.task;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The task producer's figures. */
final class TaskProducerMetrics {
    private final MeterRegistry registry;
    private final Counter made;
    private final AtomicLong madeByThis = new AtomicLong();
    private final Map<String, Long> skippedByThis = new ConcurrentSkipListMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger ahead = new AtomicInteger();

    TaskProducerMetrics(MeterRegistry registry, String runId) {
        this.registry = registry;
        made = Counter.builder("rollstream.tasks.produced")
                .description("groups written to topics tasks and answer-keys")
                .register(registry);
        registry.gauge("rollstream.tasks.groups.in.flight", Tags.of("run", runId), inFlight);
        registry.gauge("rollstream.tasks.groups.ahead", Tags.of("run", runId), ahead);
    }

    void made(int groups) {
        made.increment(groups);
        madeByThis.addAndGet(groups);
    }

    void skipped(String reason) {
        skippedByThis.merge(reason, 1L, Long::sum);
        registry.counter("rollstream.tasks.skipped", "reason", reason).increment();
    }

    void windows(int open, int unread) {
        inFlight.set(open);
        ahead.set(unread);
    }

    /** Groups that this producer has written; the counter is that of all producers in the process. */
    long produced() {
        return madeByThis.get();
    }

    /** Samples that this producer made no group of, by reason. */
    Map<String, Long> skipped() {
        return new TreeMap<>(skippedByThis);
    }

    int open() {
        return inFlight.get();
    }
}
