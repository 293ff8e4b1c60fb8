package dev.rollstream.producer.task;

import dev.rollstream.avro.Purpose;
import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.runtime.metrics.EnumCounters;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The task producer's figures. */
final class TaskProducerMetrics {
    private static final Metric PRODUCED = Metric.counter(
                    "rollstream_tasks_produced_total", "groups", "Groups written to topics tasks and answer-keys.")
            .by("task", "purpose");
    private static final Metric CANCELLED =
            Metric.counter("rollstream_tasks_cancelled_total", "groups", "Groups that were asked to end early.");
    private static final Metric SKIPPED = Metric.counter(
                    "rollstream_tasks_skipped_total", "sequences", "Sequence numbers that no group could be made for.")
            .by("reason");
    private static final Metric IN_FLIGHT = Metric.gauge(
                    "rollstream_tasks_in_flight", "groups", "Groups of the run without a terminal record.")
            .by("run");
    private static final Metric IN_FLIGHT_LIMIT = Metric.gauge(
                    "rollstream_tasks_in_flight_limit", "groups", "Most groups of the run without a terminal record.")
            .by("run");
    private static final Metric AHEAD = Metric.gauge(
                    "rollstream_tasks_ahead",
                    "groups",
                    "Usable groups of the run beyond the learner's position; 0 where no learner is followed.")
            .by("run");

    static final MetricCatalogue CATALOGUE = new MetricCatalogue(
            "tasks",
            "The stage is the task producer, `rollstream tasks`.",
            List.of(PRODUCED, CANCELLED, SKIPPED, IN_FLIGHT, IN_FLIGHT_LIMIT, AHEAD));

    private final ByLabel<EnumCounters<Purpose>> produced;
    private final Counter cancelled;
    private final ByLabel<Counter> skipped;
    private final AtomicLong inFlight;
    private final AtomicLong ahead;
    private final AtomicLong madeByThis = new AtomicLong();
    private final Map<String, Long> skippedByThis = new ConcurrentSkipListMap<>();

    TaskProducerMetrics(MeterRegistry registry, String runId, int maxInFlight) {
        produced = new ByLabel<>(
                task -> new EnumCounters<>(Purpose.class, purpose -> PRODUCED.counter(registry, task, purpose)));
        cancelled = CANCELLED.counter(registry);
        skipped = new ByLabel<>(reason -> SKIPPED.counter(registry, reason));
        inFlight = IN_FLIGHT.level(registry, runId);
        ahead = AHEAD.level(registry, runId);
        IN_FLIGHT_LIMIT.level(registry, runId).set(maxInFlight);
    }

    void made(List<GroupDraft.Made> groups) {
        groups.forEach(group ->
                produced.of(group.task().getTaskType()).count(group.task().getPurpose()));
        madeByThis.addAndGet(groups.size());
    }

    void cancelled() {
        cancelled.increment();
    }

    void skipped(String reason) {
        skippedByThis.merge(reason, 1L, Long::sum);
        skipped.of(reason).increment();
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
        return inFlight.intValue();
    }
}
