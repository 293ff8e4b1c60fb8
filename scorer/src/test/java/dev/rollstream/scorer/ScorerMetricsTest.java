package dev.rollstream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.scorer.verifier.VerifierBudget;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the scorer tells of rewards that are gamed, and that nobody's data can fill its registry. */
class ScorerMetricsTest {
    private static final ScorerOptions OPTIONS =
            new ScorerOptions(1024, Duration.ofHours(1), Duration.ofMinutes(5), 1L << 30, VerifierBudget.DEFAULT);

    @Test
    void tellsFormWithoutAnswersTruncationLengthAndHowFewAnswersAGroupGave() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            scorer.key(0, Records.key("r/1", Records.answerKey("A", 4, 60_000).build()));

            // When
            scorer.rollout(1, Records.rollout("r/1", 0, "A").build());
            scorer.rollout(2, Records.rollout("r/1", 1, "B").setTokenCount(100).build());
            scorer.rollout(3, Records.rollout("r/1", 2, "B").setTokenCount(100).build());
            scorer.rollout(
                    4,
                    Records.rollout("r/1", 3, "")
                            .setText("and so on and so on")
                            .setTokenCount(4096)
                            .setFinishReason(FinishReason.LENGTH)
                            .build());

            // Then
            assertThat(count(scorer, "well_formed_total", "task", "shuffle")).isEqualTo(3);
            assertThat(count(scorer, "form_alone_total", "task", "shuffle")).isEqualTo(2);
            assertThat(count(scorer, "completions_total", "finish", "LENGTH")).isEqualTo(1);
            assertThat(count(scorer, "completions_total", "finish", "STOP")).isEqualTo(3);
            assertThat(observations(scorer, "completion_tokens").totalAmount()).isEqualTo(7 + 100 + 100 + 4096);
            assertThat(observations(scorer, "group_distinct_answers").totalAmount())
                    .as("A, B, and no answer")
                    .isEqualTo(3);
            assertThat(observations(scorer, "group_distinct_answers").count()).isEqualTo(1);
        }
    }

    @Test
    void countsDistinctAnswersOfGroupsThatTheirDeadlineEnds() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            scorer.key(0, Records.key("r/1", Records.answerKey("A", 4, 1_000).build()));
            scorer.key(0, Records.key("r/2", Records.answerKey("A", 4, 1_000).build()));
            scorer.rollout(1, Records.rollout("r/1", 0, "A").build());
            scorer.rollout(2, Records.rollout("r/1", 1, "C").build());

            // When
            scorer.rollout(1_500, Records.rollout("r/1", 2, "D").build());
            scorer.rollout(1_501, Records.rollout("r/2", 0, "D").build());

            // Then
            assertThat(observations(scorer, "group_distinct_answers").count())
                    .as("a group without a member has no answers to tell apart")
                    .isEqualTo(1);
            assertThat(observations(scorer, "group_distinct_answers").totalAmount())
                    .isEqualTo(2);
            assertThat(count(scorer, "dead_letters_total", "reason", "LATE")).isEqualTo(2);
            assertThat(count(scorer, "groups_closed_total", "by", "DEADLINE")).isEqualTo(2);
        }
    }

    @Test
    void timesVerifiers() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            scorer.key(0, Records.key("r/1", Records.answerKey("A", 4, 60_000).build()));

            // When
            scorer.rollout(1, Records.rollout("r/1", 0, "A").build());

            // Then
            Timer times = Objects.requireNonNull(
                    find(scorer, "verify_seconds", "verifier", "spatial-ssrl/1").timer());
            assertThat(times.count()).isEqualTo(1);
            assertThat(times.totalTime(TimeUnit.SECONDS)).isPositive().isLessThan(5);
        }
    }

    @Test
    void kindsOfTasksBeyondTheFirstShareTheirMeters() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // When
            for (int i = 0; i < 3 * ByLabel.MAX_VALUES; i++) {
                String id = "r/" + i;
                scorer.key(
                        0,
                        Records.key(
                                id,
                                Records.answerKey("A", 1, 60_000)
                                        .setTaskType("made-up-" + i)
                                        .build()));
                scorer.rollout(1, Records.rollout(id, 0, "A").build());
            }

            // Then
            assertThat(find(scorer, "well_formed_total").counters().stream()
                            .map(counter -> counter.getId().getTag("task"))
                            .collect(Collectors.toSet()))
                    .hasSize(ByLabel.MAX_VALUES + 1)
                    .contains("made-up-0", ByLabel.OTHER);
            assertThat(count(scorer, "well_formed_total", "task", ByLabel.OTHER))
                    .isEqualTo(2.0 * ByLabel.MAX_VALUES);
        }
    }

    @Test
    void whatAlertsRelyOnIsThereBeforeItHappens() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            assertThat(count(scorer, "dead_letters_total", "reason", "LATE")).isZero();
            assertThat(count(scorer, "groups_closed_total", "by", "DEADLINE")).isZero();
            assertThat(count(scorer, "rollouts_parked_total")).isZero();
        }
    }

    private static Search find(ScorerHarness scorer, String name, String... tags) {
        return scorer.metrics.find("rollstream_scorer_" + name).tags(tags);
    }

    private static double count(ScorerHarness scorer, String name, String... tags) {
        Counter counter = find(scorer, name, tags).counter();
        return Objects.requireNonNull(counter, name).count();
    }

    private static DistributionSummary observations(ScorerHarness scorer, String name) {
        return Objects.requireNonNull(find(scorer, name).summary(), name);
    }
}
