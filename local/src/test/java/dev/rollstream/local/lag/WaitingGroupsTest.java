package dev.rollstream.local.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitingGroupsTest {
    private static final long NOW = 1_795_000_000_000L;

    private final WaitingGroups waiting = new WaitingGroups();

    @Test
    void countsWhatTrainsBehindTheLearnersPosition() {
        // Given
        waiting.onProgress(progress("trainer", 9L, 2), NOW);
        add(1, 5, Purpose.TRAIN, GroupOutcome.COMPLETE);
        add(2, 6, Purpose.TRAIN, GroupOutcome.COMPLETE);
        add(3, 9, Purpose.TRAIN, GroupOutcome.PARTIAL);
        add(4, 9, Purpose.TRAIN, GroupOutcome.FILTERED);
        add(5, 9, Purpose.EVAL, GroupOutcome.COMPLETE);

        // When
        LearnerLag lag = only();

        // Then
        assertThat(lag.groups()).isEqualTo(2);
        assertThat(lag.version()).hasValue(9);
        assertThat(lag.behind()).hasValue(1.5);
        assertThat(lag.mostBehind()).hasValue(3);
        assertThat(lag.ageMs()).hasValue(98);
        assertThat(lag.uncounted()).isZero();
    }

    @Test
    void forgetsWhatEveryLearnerHasBehindIt() {
        // Given
        waiting.onProgress(progress("fast", 9L, 0), NOW);
        waiting.onProgress(progress("slow", 9L, 0), NOW);
        for (int offset = 0; offset < 10; offset++) {
            add(offset, 9, Purpose.TRAIN, GroupOutcome.COMPLETE);
        }

        // When
        waiting.onProgress(progress("fast", 11L, 10), NOW);
        waiting.onProgress(progress("slow", 10L, 4), NOW);

        // Then
        List<LearnerLag> lags = waiting.lags(NOW, Map.of(0, 10L));
        assertThat(lags).extracting(LearnerLag::learner).containsExactly("fast", "slow");
        assertThat(lags).extracting(LearnerLag::groups).containsExactly(0L, 6L);
        assertThat(waiting.firstNeeded(0)).isEqualTo(4);
    }

    @Test
    void looksAtTheLearnersThatMovedLast() {
        // When
        for (int i = 0; i < 2 * WaitingGroups.MAX_LEARNERS; i++) {
            waiting.onProgress(progress("learner-" + i, 1L, i), NOW + i);
        }

        // Then
        assertThat(waiting.lags(NOW, Map.of())).hasSize(WaitingGroups.MAX_LEARNERS);
        assertThat(waiting.firstNeeded(0)).isEqualTo(WaitingGroups.MAX_LEARNERS);
    }

    @Test
    void aLearnerThatTellsNoVersionHasThatOfItsPolicy() {
        // Given
        waiting.onPolicyVersion(
                PolicyVersion.newBuilder().setPolicyId("p").setVersion(12).build());
        waiting.onProgress(progress("trainer", null, 0), NOW);
        add(0, 10, Purpose.TRAIN, GroupOutcome.COMPLETE);

        // When
        LearnerLag lag = only();

        // Then
        assertThat(lag.version()).hasValue(12);
        assertThat(lag.mostBehind()).hasValue(2);
    }

    @Test
    void saysThatThereMayBeMoreWhereItCannotKeepThemAll() {
        // Given
        waiting.onProgress(progress("trainer", 1L, 0), NOW);
        for (int offset = 0; offset < WaitingGroups.MAX_KEPT; offset++) {
            add(offset, 1, Purpose.TRAIN, GroupOutcome.COMPLETE);
        }

        // When
        LearnerLag lag =
                waiting.lags(NOW, Map.of(0, WaitingGroups.MAX_KEPT + 500L)).get(0);

        // Then
        assertThat(waiting.hasRoom()).isFalse();
        assertThat(lag.groups()).isEqualTo(WaitingGroups.MAX_KEPT);
        assertThat(lag.uncounted()).isEqualTo(500);
    }

    private LearnerLag only() {
        List<LearnerLag> lags = waiting.lags(NOW, Map.of(0, 100L));
        assertThat(lags).hasSize(1);
        return lags.get(0);
    }

    private void add(long offset, long version, Purpose purpose, GroupOutcome outcome) {
        Member member = Member.newBuilder()
                .setIndex(0)
                .setPolicyId("p")
                .setPolicyVersionMin(version)
                .build();
        AdvantageGroup group = AdvantageGroup.newBuilder()
                .setGroupId("run/" + offset)
                .setRunId("run")
                .setPurpose(purpose)
                .setOutcome(outcome)
                .setMembers(List.of(member))
                .build();
        waiting.onAdvantageGroup(0, offset, NOW - 100 + offset, group);
    }

    private static Progress progress(String learner, Long version, long position) {
        return Progress.newBuilder()
                .setLearner(learner)
                .setPolicyId("p")
                .setPolicyVersion(version)
                .setPosition(List.of(new PartitionPosition(0, position)))
                .build();
    }
}
