package dev.rollstream.local.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.docs.ScrapedPage;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LagReport.PartitionLag;
import dev.rollstream.local.lag.LagSnapshot.Bounds;
import dev.rollstream.local.lag.LagSnapshot.Group;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagReportTest {
    private static final long NOW = 1_795_000_000_000L;
    private static final TopicPartition FIRST = new TopicPartition("rollouts", 0);
    private static final TopicPartition SECOND = new TopicPartition("rollouts", 1);

    private static Group group(GroupKind kind, Map<TopicPartition, Long> positions, Map<TopicPartition, Long> told) {
        return new Group("scorer", "s", kind, "STABLE", Set.of("rollouts"), positions, told);
    }

    private static LagReport report(Group group, Map<TopicPartition, Bounds> bounds, Map<Place, Long> times) {
        return LagReport.of(new LagSnapshot(NOW, List.of(group), bounds), times, List.of());
    }

    @Test
    void countsToWhatMayBeReadAndAgesTheFirstRecordThatIsNotDoneWith() {
        // Given
        Group group = group(GroupKind.CONSUMER, Map.of(FIRST, 40L, SECOND, 100L), Map.of());
        Map<TopicPartition, Bounds> bounds = Map.of(FIRST, new Bounds(0, 70, 90), SECOND, new Bounds(0, 100, 100));
        Map<Place, Long> times = Map.of(new Place(FIRST, 40), NOW - 9_000, new Place(FIRST, 70), NOW - 2_500);

        // When
        LagReport report = report(group, bounds, times);

        // Then
        InputLag input = report.inputs().get(0);
        assertThat(input.partitions())
                .containsExactly(
                        new PartitionLag(0, 40, 70, 30, OptionalLong.of(9_000)),
                        new PartitionLag(1, 100, 100, 0, OptionalLong.empty()));
        assertThat(input.records()).isEqualTo(30);
        assertThat(input.ageMs()).hasValue(9_000);
        assertThat(report.held()).containsExactly(new LagReport.Held("rollouts", 0, 20, OptionalLong.of(2_500)));
    }

    @Test
    void asksForTheTimesItNeedsAndNoOthers() {
        // Given
        Group group = group(GroupKind.CONSUMER, Map.of(FIRST, 40L, SECOND, 100L), Map.of());
        Map<TopicPartition, Bounds> bounds = Map.of(FIRST, new Bounds(0, 70, 90), SECOND, new Bounds(0, 100, 100));

        // When
        Set<Place> places = new LagSnapshot(NOW, List.of(group), bounds).places();

        // Then
        assertThat(places).containsExactlyInAnyOrder(new Place(FIRST, 40), new Place(FIRST, 70));
    }

    @Test
    void aGroupWithoutAPlaceIsBehindAllThatIsThere() {
        // When
        LagReport report =
                report(group(GroupKind.NONE, Map.of(), Map.of()), Map.of(FIRST, new Bounds(10, 70, 70)), Map.of());

        // Then
        assertThat(report.inputs().get(0).partitions())
                .containsExactly(new PartitionLag(0, 10, 70, 60, OptionalLong.empty()));
    }

    @Test
    void whatRetentionTookAndWhatIsBeyondTheEndIsNoLag() {
        // Given
        Map<TopicPartition, Bounds> bounds = Map.of(FIRST, new Bounds(50, 70, 70), SECOND, new Bounds(0, 8, 8));

        // When
        LagReport report = report(group(GroupKind.CONSUMER, Map.of(FIRST, 5L, SECOND, 9L), Map.of()), bounds, Map.of());

        // Then
        assertThat(report.inputs().get(0).partitions())
                .extracting(PartitionLag::records)
                .containsExactly(20L, 0L);
    }

    @Test
    void aShareGroupMayBeDoneWithRecordsBehindItsFirst() {
        // When
        LagReport report = report(
                group(GroupKind.SHARE, Map.of(FIRST, 10L), Map.of(FIRST, 3L)),
                Map.of(FIRST, new Bounds(0, 70, 70)),
                Map.of(new Place(FIRST, 10), NOW - 1_000));

        // Then
        assertThat(report.inputs().get(0).records()).isEqualTo(3);
        assertThat(report.inputs().get(0).ageMs()).hasValue(1_000);
    }

    @Test
    void gaugesFollowTheReportAndStayFew() {
        // Given
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        LagMetrics metrics = new LagMetrics(meters);
        Map<TopicPartition, Bounds> many = IntStream.range(0, 2 * LagMetrics.MAX_PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(i -> new TopicPartition("rollouts", i), i -> new Bounds(0, 2, 2)));
        Group group = group(GroupKind.CONSUMER, Map.of(), Map.of());
        LearnerLag learner = new LearnerLag(
                "l", "p", OptionalLong.of(7), 3, 0, OptionalLong.of(10), OptionalDouble.of(1.5), OptionalLong.of(4));
        metrics.show(LagReport.of(new LagSnapshot(NOW, List.of(group), many), Map.of(), List.of(learner)));

        // When
        String before = meters.scrape();
        metrics.show(report(
                group(GroupKind.CONSUMER, Map.of(FIRST, 1L), Map.of()),
                Map.of(FIRST, new Bounds(0, 2, 3)),
                Map.of(new Place(FIRST, 1), NOW - 500)));
        String after = meters.scrape();

        // Then
        assertThat(before)
                .contains("rollstream_lag_records{group=\"s\",stage=\"scorer\",topic=\"rollouts\"} 4000.0")
                .contains("rollstream_lag_learner_groups{learner=\"l\"} 3.0")
                .contains("rollstream_lag_learner_versions_behind{learner=\"l\"} 1.5")
                .doesNotContain("rollstream_lag_age_seconds{");
        new ScrapedPage(before)
                .mustKeepTo(
                        List.of(LagMetrics.CATALOGUE),
                        Set.of(
                                "rollstream_lag_age_seconds",
                                "rollstream_lag_partition_age_seconds",
                                "rollstream_lag_held_records",
                                "rollstream_lag_held_seconds"));
        assertThat(before.lines().filter(line -> line.startsWith("rollstream_lag_partition_records{")))
                .hasSize(LagMetrics.MAX_PARTITIONS);
        assertThat(after)
                .contains("rollstream_lag_age_seconds{group=\"s\",stage=\"scorer\",topic=\"rollouts\"} 0.5")
                .contains("rollstream_lag_held_records{partition=\"0\",topic=\"rollouts\"} 1.0")
                .doesNotContain("learner=\"l\"");
    }

    @Test
    void jsonHasWhatIsKnownAndNothingElse() {
        // When
        Map<String, Object> json = report(
                        group(GroupKind.CONSUMER, Map.of(FIRST, 40L), Map.of()),
                        Map.of(FIRST, new Bounds(0, 70, 70)),
                        Map.of())
                .toJson();

        // Then
        assertThat(json.toString())
                .contains("stage=scorer", "kind=consumer", "lag=30", "position=40", "end=70")
                .doesNotContain("age_s");
    }
}
