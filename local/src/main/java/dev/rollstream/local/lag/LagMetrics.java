package dev.rollstream.local.lag;

import dev.rollstream.local.lag.LagReport.Held;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LagReport.PartitionLag;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lag report as gauges. What has no value any more, such as the age of a lag that is gone, is 0 where that is what it means, and
 * absent where it is not known. At most {@value #MAX_PARTITIONS} partitions have gauges of their own; the sums are of all.
 */
public final class LagMetrics {
    static final int MAX_PARTITIONS = 1_000;

    private static final double MS = 1e3;

    private static final Metric RECORDS = Metric.gauge(
                    "rollstream_lag_records",
                    "records",
                    "Records of a topic that a stage may read and is not done with.")
            .by("stage", "group", "topic");
    private static final Metric AGE = Metric.gauge(
                    "rollstream_lag_age_seconds", "seconds", "Age of the oldest of them.")
            .by("stage", "group", "topic");
    private static final Metric PARTITION_RECORDS = Metric.gauge(
                    "rollstream_lag_partition_records", "records", "The records of one partition.")
            .by("stage", "group", "topic", "partition");
    private static final Metric PARTITION_AGE = Metric.gauge(
                    "rollstream_lag_partition_age_seconds", "seconds", "The age of the oldest of one partition.")
            .by("stage", "group", "topic", "partition");
    private static final Metric HELD = Metric.gauge(
                    "rollstream_lag_held_records", "records", "Records that an open transaction holds back.")
            .by("topic", "partition");
    private static final Metric HELD_FOR = Metric.gauge(
                    "rollstream_lag_held_seconds", "seconds", "Since when the oldest of them waits.")
            .by("topic", "partition");
    private static final Metric WAITING = Metric.gauge(
                    "rollstream_lag_learner_groups", "groups", "Groups that wait for a learner.")
            .by("learner");
    private static final Metric BEHIND = Metric.gauge(
                    "rollstream_lag_learner_versions_behind",
                    "versions",
                    "Policy versions that they are behind it, on average.")
            .by("learner");
    private static final Metric MOST_BEHIND = Metric.gauge(
                    "rollstream_lag_learner_versions_behind_most",
                    "versions",
                    "Policy versions that they are behind it, at most.")
            .by("learner");
    private static final Metric LOOKED_AT = Metric.gauge(
            "rollstream_lag_looked_at_seconds", "seconds", "When the figures were taken, since the epoch; 0: not yet.");

    /** All of them. */
    public static final MetricCatalogue CATALOGUE = new MetricCatalogue(
            "lag",
            "Of `rollstream lag --export`: see [lag.md](lag.md). What is not known is absent.",
            List.of(
                    RECORDS,
                    AGE,
                    PARTITION_RECORDS,
                    PARTITION_AGE,
                    HELD,
                    HELD_FOR,
                    WAITING,
                    BEHIND,
                    MOST_BEHIND,
                    LOOKED_AT));

    private final MultiGauge records;
    private final MultiGauge age;
    private final MultiGauge partitionRecords;
    private final MultiGauge partitionAge;
    private final MultiGauge heldRecords;
    private final MultiGauge heldFor;
    private final MultiGauge waiting;
    private final MultiGauge behind;
    private final MultiGauge mostBehind;
    private final AtomicLong lookedAtMs = new AtomicLong();

    /** Gauges without values yet. */
    public LagMetrics(MeterRegistry registry) {
        records = RECORDS.rows(registry);
        age = AGE.rows(registry);
        partitionRecords = PARTITION_RECORDS.rows(registry);
        partitionAge = PARTITION_AGE.rows(registry);
        heldRecords = HELD.rows(registry);
        heldFor = HELD_FOR.rows(registry);
        waiting = WAITING.rows(registry);
        behind = BEHIND.rows(registry);
        mostBehind = MOST_BEHIND.rows(registry);
        LOOKED_AT.gauge(registry, lookedAtMs, ms -> ms.get() / MS);
    }

    /** Shows a report. */
    public void show(LagReport report) {
        List<Row<?>> ofRecords = new ArrayList<>();
        List<Row<?>> ofAge = new ArrayList<>();
        List<Row<?>> ofPartitions = new ArrayList<>();
        List<Row<?>> ofPartitionAges = new ArrayList<>();
        for (InputLag input : report.inputs()) {
            Tags tags = RECORDS.tags(input.stage(), input.group(), input.topic());
            ofRecords.add(Row.of(tags, input.records()));
            if (input.records() == 0 || input.ageMs().isPresent()) {
                ofAge.add(Row.of(tags, input.ageMs().orElse(0) / MS));
            }
            for (PartitionLag partition : input.partitions()) {
                if (ofPartitions.size() < MAX_PARTITIONS) {
                    Tags own = PARTITION_RECORDS.tags(
                            input.stage(), input.group(), input.topic(), Integer.toString(partition.partition()));
                    ofPartitions.add(Row.of(own, partition.records()));
                    if (partition.records() == 0 || partition.ageMs().isPresent()) {
                        ofPartitionAges.add(Row.of(own, partition.ageMs().orElse(0) / MS));
                    }
                }
            }
        }
        records.register(ofRecords, true);
        age.register(ofAge, true);
        partitionRecords.register(ofPartitions, true);
        partitionAge.register(ofPartitionAges, true);
        held(report.held());
        learners(report.learners());
        lookedAtMs.set(report.atMs());
    }

    private void held(List<Held> held) {
        List<Row<?>> ofRecords = new ArrayList<>();
        List<Row<?>> ofTimes = new ArrayList<>();
        held.stream().limit(MAX_PARTITIONS).forEach(partition -> {
            Tags tags = HELD.tags(partition.topic(), Integer.toString(partition.partition()));
            ofRecords.add(Row.of(tags, partition.records()));
            partition.forMs().ifPresent(ms -> ofTimes.add(Row.of(tags, ms / MS)));
        });
        heldRecords.register(ofRecords, true);
        heldFor.register(ofTimes, true);
    }

    private void learners(List<LearnerLag> learners) {
        List<Row<?>> ofGroups = new ArrayList<>();
        List<Row<?>> ofMeans = new ArrayList<>();
        List<Row<?>> ofMost = new ArrayList<>();
        for (LearnerLag learner : learners) {
            Tags tags = WAITING.tags(learner.learner());
            ofGroups.add(Row.of(tags, learner.groups()));
            learner.behind().ifPresent(versions -> ofMeans.add(Row.of(tags, versions)));
            learner.mostBehind().ifPresent(versions -> ofMost.add(Row.of(tags, versions)));
        }
        waiting.register(ofGroups, true);
        behind.register(ofMeans, true);
        mostBehind.register(ofMost, true);
    }
}
