package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.local.report.SyntheticRun.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunFiguresTest {
    private static final long T = SyntheticRun.START_MS;

    private final RunFigures figures = new RunFigures(RunReport.Options.ALL);

    @Test
    void aStreamWithoutAnyPolicyIsShownOverTime() {
        // Given
        for (int i = 0; i < 20; i++) {
            figures.onReward(event("run", RewardEventType.OPEN), T + 1_000L * i);
            figures.onAdvantageGroup(group("run/" + i, null, 1.0), T + 1_000L * i);
        }

        // When
        Charts charts = Charts.of(figures);

        // Then
        assertThat(figures.policy()).isEmpty();
        assertThat(charts.heldOut()).isEmpty();
        assertThat(charts.learner()).isEmpty();
        assertThat(charts.training())
                .isNotEmpty()
                .allSatisfy(chart -> assertThat(chart.axes().x().title()).startsWith("time since"));
        assertThat(charts.stream()).extracting(Chart::title).contains("Groups", "Groups by outcome");
    }

    @Test
    void oneVersionAloneIsMeasuredButHasNoGain() {
        // Given
        MemorySink sink = new MemorySink(RunReport.Options.ALL);
        new SyntheticRun(new Shape(0, 1, 1, 50, 1_000), sink, 1).write();

        // When
        List<HeldOut.Row> rows = HeldOut.rows(sink.figures().heldOut());

        // Then
        assertThat(rows).hasSize(SyntheticRun.TASKS.size()).allSatisfy(row -> {
            assertThat(row.before().accuracy().n()).isEqualTo(50);
            assertThat(row.after()).isEmpty();
        });
        assertThat(HeldOut.meanGain(rows)).isEmpty();
    }

    @Test
    void accuracyBeforeAndAfterIsThatOfTheFirstAndTheLastEvaluatedVersion() {
        // Given
        Map<Long, Integer> rightOfTen = Map.of(0L, 2, 7L, 9, 9L, 6);
        rightOfTen.forEach((version, right) -> {
            for (int i = 0; i < 10; i++) {
                AdvantageGroup.Builder group = builder("run/" + version + i, version, i < right ? 1.0 : 0.0);
                figures.onAdvantageGroup(group.setPurpose(Purpose.EVAL).build(), T);
            }
        });

        // When
        List<HeldOut.Row> rows = HeldOut.rows(figures.heldOut());

        // Then
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.before().version()).isZero();
            assertThat(row.before().accuracy().share()).isCloseTo(0.2, within(1e-9));
            assertThat(row.before().accuracy().n()).isEqualTo(10);
            assertThat(row.after().orElseThrow().version()).isEqualTo(9);
            assertThat(row.gain().orElseThrow().value()).isCloseTo(0.4, within(1e-9));
        });
    }

    @Test
    void figuresThatAreNoNumbersLeaveGaps() {
        // Given
        double[] losses = {0.5, Double.NaN, Double.POSITIVE_INFINITY, 0.25};
        for (int version = 0; version < losses.length; version++) {
            figures.onPolicyVersion(version("policy", version, Map.of("loss", losses[version], "kl", Double.NaN)));
        }

        // When
        List<Chart> charts = Charts.of(figures).learner();

        // Then
        assertThat(charts).extracting(Chart::title).containsExactly("Loss");
        assertThat(charts.get(0).series().get(0).points())
                .extracting(Chart.Point::y)
                .containsExactly(0.5, Double.NaN, Double.NaN, 0.25);
        assertThat(figures.learner().of("policy").orElseThrow().notFinite()).isEqualTo(6);
    }

    @Test
    void versionsThatNobodyPublishedDoNotStretchTheAxis() {
        // Given
        figures.onPolicyVersion(version("policy", 3, Map.of()));
        figures.onAdvantageGroup(group("run/0", 2L, 1.0), T);
        figures.onAdvantageGroup(group("run/1", 4_000_000_000L, 1.0), T);
        figures.onAdvantageGroup(group("run/2", -7L, 1.0), T);

        // When
        Stream<Long> versions =
                figures.train().byVersion().values().stream().flatMap(buckets -> buckets.byStart().keySet().stream());

        // Then
        assertThat(versions).containsExactly(2L);
        assertThat(figures.unknownVersions()).isEqualTo(2);
        assertThat(figures.flow().total().ended().total()).isEqualTo(3);
    }

    @Test
    void aRunOfItsOwnIsLookedAtAlone() {
        // Given
        RunFigures one = new RunFigures(new RunReport.Options("b", null));
        one.onReward(event("a", RewardEventType.OPEN), T);
        one.onReward(event("b", RewardEventType.OPEN), T);
        one.onAdvantageGroup(group("a/0", 1L, 1.0), T);
        one.onAdvantageGroup(group("b/0", 1L, 1.0), T);
        one.onReceipt(receipt("a/0", 1), T);

        // When
        FlowCounts total = one.flow().total();

        // Then
        assertThat(total.opened()).isEqualTo(1);
        assertThat(total.ended().total()).isEqualTo(1);
        assertThat(one.flow().learners()).isEmpty();
        assertThat(one.runs()).containsOnlyKeys("a", "b");
    }

    @Test
    void aHundredThousandGroupsFoldIntoAFewHundredPointsACurve() {
        // Given
        int groups = 100_000;

        // When
        for (int i = 0; i < groups; i++) {
            long timeMs = T + 500L * i;
            long version = i / 8;
            if (i % 8 == 0) {
                figures.onPolicyVersion(version("policy", version, Map.of("loss", 1.0 / (1 + i), "name-" + i, 1.0)));
            }
            figures.onReward(event("run", RewardEventType.OPEN), timeMs);
            AdvantageGroup.Builder group = builder("run/" + i, version, i % 2);
            figures.onAdvantageGroup(group.setTaskType("task-" + i % 1_000).build(), timeMs);
            figures.onReceipt(receipt("run/" + (i - i % 3), version + 1), timeMs);
        }

        // Then
        Charts charts = Charts.of(figures);
        assertThat(figures.flow().total().ended().total()).isEqualTo(groups);
        assertThat(figures.train().totals()).hasSizeLessThanOrEqualTo(25);
        assertThat(figures.train().totals().values().stream()
                        .mapToLong(Scores::groups)
                        .sum())
                .isEqualTo(groups);
        assertThat(charts.all()).allSatisfy(chart -> {
            assertThat(chart.series()).hasSizeLessThanOrEqualTo(26);
            assertThat(chart.series())
                    .allSatisfy(series -> assertThat(series.points()).hasSizeLessThanOrEqualTo(400));
        });
        assertThat(charts.learner()).hasSizeLessThanOrEqualTo(LearnerCharts.MAX_UNKNOWN + 12);
        assertThat(figures.examples().chosen()).hasSizeLessThanOrEqualTo(ExampleChoice.MAX_EXAMPLES);
        assertThat(highest(charts)).isPresent();
    }

    private static OptionalDouble highest(Charts charts) {
        return charts.all().stream()
                .flatMap(chart -> chart.series().stream())
                .flatMap(series -> series.points().stream())
                .mapToDouble(Chart.Point::y)
                .filter(Double::isFinite)
                .max();
    }

    private static AdvantageGroup group(String id, Long version, double accuracy) {
        return builder(id, version, accuracy).build();
    }

    /** A complete training group of one member. */
    static AdvantageGroup.Builder builder(String id, Long version, double accuracy) {
        return AdvantageGroup.newBuilder()
                .setGroupId(id)
                .setRunId(id.substring(0, id.indexOf('/')))
                .setOutcome(GroupOutcome.COMPLETE)
                .setPurpose(Purpose.TRAIN)
                .setTaskType("flip")
                .setMembers(List.of(Member.newBuilder()
                        .setIndex(0)
                        .setOutcome(MemberOutcome.SCORED)
                        .setReward(accuracy)
                        .setComponents(List.of(Component.newBuilder()
                                .setName("accuracy")
                                .setValue(accuracy)
                                .build()))
                        .setPolicyVersionMin(version)
                        .build()));
    }

    private static PolicyVersion version(String policy, long version, Map<String, Double> metrics) {
        return PolicyVersion.newBuilder()
                .setPolicyId(policy)
                .setVersion(version)
                .setMetrics(metrics)
                .build();
    }

    private static RewardEvent event(String run, RewardEventType type) {
        return RewardEvent.newBuilder()
                .setGroupId(run + "/0")
                .setRunId(run)
                .setType(type)
                .build();
    }

    private static Receipt receipt(String group, long versionIn) {
        return Receipt.newBuilder()
                .setGroupId(group)
                .setRunId(group.substring(0, group.indexOf('/')))
                .setLearner("learner")
                .setOutcome(ReceiptOutcome.TRAINED)
                .setVersionIn(versionIn)
                .build();
    }
}
