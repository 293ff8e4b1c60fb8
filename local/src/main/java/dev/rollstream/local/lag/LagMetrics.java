package dev.rollstream.local.lag;

import dev.rollstream.local.lag.LagReport.Held;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LagReport.PartitionLag;
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

    private static final String PREFIX = "rollstream.lag.";
    private static final double MS = 1e3;

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
        records = gauge(registry, "records", "records of a topic that a stage may read and is not done with");
        age = gauge(registry, "age.seconds", "age of the oldest of them");
        partitionRecords = gauge(registry, "partition.records", "the same of one partition");
        partitionAge = gauge(registry, "partition.age.seconds", "the same of one partition");
        heldRecords = gauge(registry, "held.records", "records that an open transaction holds back");
        heldFor = gauge(registry, "held.seconds", "since when the oldest of them waits");
        waiting = gauge(registry, "learner.groups", "groups that wait for a learner");
        behind = gauge(registry, "learner.versions.behind", "policy versions that they are behind it, on average");
        mostBehind =
                gauge(registry, "learner.versions.behind.most", "policy versions that they are behind it, at most");
        registry.gauge(PREFIX + "looked.at.seconds", lookedAtMs, ms -> ms.get() / MS);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }

    /** Shows a report. */
    public void show(LagReport report) {
        List<Row<?>> ofRecords = new ArrayList<>();
        List<Row<?>> ofAge = new ArrayList<>();
        List<Row<?>> ofPartitions = new ArrayList<>();
        List<Row<?>> ofPartitionAges = new ArrayList<>();
        for (InputLag input : report.inputs()) {
            Tags tags = Tags.of("stage", input.stage(), "group", input.group(), "topic", input.topic());
            ofRecords.add(Row.of(tags, input.records()));
            if (input.records() == 0 || input.ageMs().isPresent()) {
                ofAge.add(Row.of(tags, input.ageMs().orElse(0) / MS));
            }
            for (PartitionLag partition : input.partitions()) {
                if (ofPartitions.size() < MAX_PARTITIONS) {
                    Tags own = tags.and("partition", Integer.toString(partition.partition()));
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
            Tags tags = Tags.of("topic", partition.topic(), "partition", Integer.toString(partition.partition()));
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
            Tags tags = Tags.of("learner", learner.learner());
            ofGroups.add(Row.of(tags, learner.groups()));
            learner.behind().ifPresent(versions -> ofMeans.add(Row.of(tags, versions)));
            learner.mostBehind().ifPresent(versions -> ofMost.add(Row.of(tags, versions)));
        }
        waiting.register(ofGroups, true);
        behind.register(ofMeans, true);
        mostBehind.register(ofMost, true);
    }
}
