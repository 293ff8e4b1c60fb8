package dev.rollstream.local.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.local.audit.Logged;
import dev.rollstream.local.audit.Window;
import dev.rollstream.local.load.SeededGroup.CancelWritten;
import dev.rollstream.local.load.SeededGroup.RolloutWritten;
import dev.rollstream.local.load.Truth.BadRecord;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The judge of the end-to-end tests, judged by hand-worked lives of a group of two. */
class TruthHoldsTest {
    private static final long OPENED_MS = 1_000;
    private static final Duration TTL = Duration.ofMillis(100);
    private static final Settings SETTINGS = Settings.PATIENT.size(2).ttl(TTL).estimator("dr-grpo");
    private static final BadRecord NOISE = new BadRecord(landing(9, OPENED_MS), DeadLetterReason.UNDECODABLE);

    private final SeededGroup group = new SeededGroup("run/0", "answer", 0, SETTINGS);

    TruthHoldsTest() {
        group.opened(LoadRecords.ref(0, 0), landing(0, OPENED_MS));
    }

    private static Landing landing(long offset, long atMs) {
        RecordMetadata metadata = new RecordMetadata(new TopicPartition("rollouts", 0), offset, 0, atMs, -1, -1);
        return new Landing(CompletableFuture.completedFuture(metadata));
    }

    private void rollout(int index, Completion kind, long offset, long atMs) {
        group.happened(new RolloutWritten(index, kind, "text " + offset, false, landing(offset, atMs)));
    }

    @Test
    void firstRolloutOfEachSlotMakesTheGroupFull() {
        // Given
        rollout(1, Completion.RIGHT, 4, OPENED_MS + 10);
        rollout(1, Completion.WRONG, 5, OPENED_MS + 20);
        rollout(0, Completion.WRONG, 6, OPENED_MS + 99);
        rollout(1, Completion.NONSENSE, 7, OPENED_MS + 99);

        // When
        Fate fate = Fate.of(group);

        // Then
        assertThat(fate.closedBy()).isEqualTo(ClosedBy.FULL);
        assertThat(fate.closedAtMs()).isEqualTo(OPENED_MS + 99);
        assertThat(fate.duplicates()).isEqualTo(1);
        assertThat(fate.members().values())
                .extracting(member -> member.at().offset())
                .containsExactly(6L, 4L);
        assertThat(fate.deadLetters()).hasSize(2).containsValue(DeadLetterReason.CONFLICT);
        assertThat(fate.advantages().get(1)).isCloseTo(0.45, within(1e-12));
    }

    @Test
    void rolloutAppendedAtTheDeadlineIsLate() {
        // Given
        rollout(0, Completion.RIGHT, 4, OPENED_MS + 99);
        rollout(1, Completion.RIGHT, 5, OPENED_MS + 100);

        // When
        Fate fate = Fate.of(group);

        // Then
        assertThat(fate.closedBy()).isEqualTo(ClosedBy.DEADLINE);
        assertThat(fate.ending()).isEqualTo(new Fate.Ending(GroupOutcome.EXPIRED, GroupReason.BELOW_MINIMUM));
        assertThat(fate.deadLetters()).containsOnly(Map.entry(landing(5, 0).place(), DeadLetterReason.LATE));
        assertThat(fate.advantages()).isEmpty();
    }

    @Test
    void nothingIsTakenAfterACancellation() {
        // Given
        rollout(0, Completion.RIGHT, 4, OPENED_MS + 1);
        group.happened(new CancelWritten());
        rollout(1, Completion.RIGHT, 5, OPENED_MS + 2);

        // When
        Fate fate = Fate.of(group);

        // Then
        assertThat(fate.ending()).isEqualTo(new Fate.Ending(GroupOutcome.CANCELLED, GroupReason.CANCELLED));
        assertThat(fate.members()).containsOnlyKeys(0);
        assertThat(fate.deadLetters()).containsValue(DeadLetterReason.LATE);
    }

    @Test
    void noticesEveryDifference() {
        // Given
        rollout(0, Completion.RIGHT, 4, OPENED_MS + 1);
        rollout(1, Completion.WRONG, 5, OPENED_MS + 2);
        AdvantageGroup asItMustBe = ended(0.45);

        // When Then
        assertThat(violations(List.of(asItMustBe), List.of(noise()))).isZero();
        assertThat(violations(List.of(), List.of(noise()))).isEqualTo(1);
        assertThat(violations(List.of(asItMustBe, asItMustBe), List.of(noise())))
                .isEqualTo(1);
        assertThat(violations(List.of(ended(0.45001)), List.of(noise()))).isEqualTo(1);
        assertThat(violations(List.of(asItMustBe), List.of())).isEqualTo(1);
        assertThat(violations(List.of(asItMustBe), List.of(noise(), noise()))).isEqualTo(1);
        assertThat(violations(List.of(asItMustBe), List.of(noise(), late()))).isEqualTo(1);
    }

    private long violations(List<AdvantageGroup> ended, List<DeadLetter> deadLetters) {
        TruthHolds judge = new TruthHolds(Truth.of("run", List.of(group), List.of(NOISE)), "rollouts");
        deadLetters.forEach(judge::onDeadLetter);
        ended.forEach(one -> judge.onAdvantageGroup(new Logged<>(group.id(), 0, 0, 0, one)));
        return judge.verify(Window.whole()).violations();
    }

    private AdvantageGroup ended(double advantageOfTheFirst) {
        return AdvantageGroup.newBuilder()
                .setGroupId(group.id())
                .setRunId(group.runId())
                .setOutcome(GroupOutcome.COMPLETE)
                .setReason(GroupReason.NONE)
                .setClosedBy(ClosedBy.FULL)
                .setClosedAtMs(OPENED_MS + 2)
                .setPurpose(Purpose.TRAIN)
                .setCounts(MemberCounts.newBuilder().setDuplicates(0).build())
                .setMembers(List.of(member(0, 4, 1.0, advantageOfTheFirst), member(1, 5, 0.1, -0.45)))
                .build();
    }

    private static Member member(int index, long offset, double reward, double advantage) {
        return Member.newBuilder()
                .setIndex(index)
                .setOutcome(MemberOutcome.SCORED)
                .setReward(reward)
                .setAdvantage(advantage)
                .setRollout(LoadRecords.ref(0, offset))
                .build();
    }

    private static DeadLetter noise() {
        return new DeadLetter("scorer", DeadLetterReason.UNDECODABLE, "noise", "rollouts", 0, 9);
    }

    private static DeadLetter late() {
        return new DeadLetter("scorer", DeadLetterReason.LATE, "late", "rollouts", 0, 5);
    }
}
