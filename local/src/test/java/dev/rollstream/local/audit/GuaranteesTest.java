package dev.rollstream.local.audit;

import static dev.rollstream.local.audit.SoundStream.TOPICS;
import static dev.rollstream.local.audit.SoundStream.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.local.audit.Window.Reach;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A guarantee that cannot fail proves nothing: each one is shown what it must notice. */
class GuaranteesTest {
    private static final String ONE_TERMINAL = "one-terminal-record-per-answer-key";
    private static final String OWN_REWARDS = "advantages-recomputed-from-own-rewards-are-bit-equal";
    private static final String FROM_REWARDS = "advantages-recomputed-from-rewards-are-byte-equal";
    private static final String SLOTS = "slots-are-taken-once";
    private static final String MEMBERS = "members-are-rollouts";
    private static final String TASKS = "tasks-and-answer-keys-belong-together";
    private static final String NUMBERS = "numbers-name-what-decided-them";
    private static final String RECEIPTS = "receipts-are-true";
    private static final String TRAINED = "groups-are-trained-once-and-none-is-skipped";

    private final SoundStream stream = new SoundStream();

    @Test
    void eachOneLooksAtASoundStreamAndFindsNothing() {
        // When Then
        assertThat(stream.findings())
                .containsOnlyKeys(
                        ONE_TERMINAL, OWN_REWARDS, FROM_REWARDS, SLOTS, MEMBERS, TASKS, NUMBERS, RECEIPTS, TRAINED)
                .allSatisfy((name, finding) -> {
                    assertThat(finding.examples()).isEmpty();
                    assertThat(finding.checked()).as(name).isPositive();
                });
    }

    @Test
    void noticesASecondTerminalRecord() {
        // When
        stream.groups.add(at(9, group()));

        // Then
        assertThat(stream.broken()).containsExactly(ONE_TERMINAL);
    }

    @Test
    void noticesATerminalRecordThatNobodyAskedFor() {
        // When
        stream.groups.add(at(
                "run/7",
                9,
                AdvantageGroup.newBuilder(group()).setGroupId("run/7").build()));

        // Then
        assertThat(stream.broken()).contains(ONE_TERMINAL, FROM_REWARDS);
    }

    @Test
    void noticesAClosedGroupWithoutATerminalRecord() {
        // When
        stream.groups.clear();
        stream.receipts.clear();

        // Then
        assertThat(stream.broken()).containsExactly(ONE_TERMINAL);
    }

    @Test
    void noticesAnAnswerKeyThatOpenedNothing() {
        // When
        stream.groups.clear();
        stream.receipts.clear();
        stream.rewards.clear();
        stream.rollouts.clear();

        // Then
        assertThat(stream.broken()).containsExactly(ONE_TERMINAL);
    }

    @Test
    void blamesNobodyForWhatIsStillOnItsWay() {
        // When
        stream.groups.clear();
        stream.receipts.clear();
        stream.rewards.clear();
        stream.answerKeys.clear();
        Window beginning = new Window(0, Reach.upTo(Map.of()), Reach.upTo(Map.of()));

        // Then
        assertThat(stream.broken(beginning)).isEmpty();
    }

    @Test
    void acceptsAnAnswerKeyThatIsADeadLetterInstead() {
        // When
        stream.groups.clear();
        stream.receipts.clear();
        stream.rewards.clear();
        stream.deadLetters.add(new DeadLetter(
                "scorer", DeadLetterReason.INVALID, "bad", TOPICS.answerKeys().name(), 1, 3));

        // Then
        assertThat(stream.broken()).isEmpty();
    }

    @Test
    void judgesMembersThoughACopyOfTheKeyIsADeadLetter() {
        // When
        stream.answerKeys.add(0, at(2, stream.answerKeys.get(0).value()));
        stream.deadLetters.add(new DeadLetter(
                "scorer",
                DeadLetterReason.WRONG_PARTITION,
                "bad",
                TOPICS.answerKeys().name(),
                1,
                2));
        stream.rollouts.add(at(15, SoundStream.rollout(0)));

        // Then
        assertThat(stream.broken()).containsExactly(MEMBERS);
    }

    @Test
    void noticesAnAdvantageThatIsOffByItsLastBit() {
        // When
        Member member = group().getMembers().get(0);
        replaceMember(Member.newBuilder(member)
                .setAdvantage(Math.nextUp(member.getAdvantage()))
                .build());

        // Then
        assertThat(stream.broken()).containsExactlyInAnyOrder(OWN_REWARDS, FROM_REWARDS);
    }

    @Test
    void noticesAMissingAdvantage() {
        // When
        replaceMember(
                Member.newBuilder(group().getMembers().get(0)).clearAdvantage().build());

        // Then
        assertThat(stream.broken()).containsExactlyInAnyOrder(OWN_REWARDS, FROM_REWARDS);
    }

    @Test
    void noticesATerminalRecordThatDiffersFromWhatTheRewardsGive() {
        // When
        replaceGroup(AdvantageGroup.newBuilder(group()).setClosedAtMs(1_022L).build());

        // Then
        assertThat(stream.broken()).containsExactly(FROM_REWARDS);
    }

    @Test
    void noticesATerminalRecordOfAGroupThatWasNotClosed() {
        // When
        stream.rewards.remove(3);

        // Then
        assertThat(stream.broken()).containsExactly(FROM_REWARDS);
    }

    @Test
    void noticesASlotTakenTwice() {
        // When
        stream.rewards.add(3, at(4, SoundStream.member(1, 0.1, 21)));

        // Then
        assertThat(stream.broken()).contains(SLOTS);
    }

    @Test
    void noticesAMemberOutsideTheGroup() {
        // When
        stream.rewards.add(3, at(4, SoundStream.member(2, 0.1, 21)));

        // Then
        assertThat(stream.broken()).contains(SLOTS);
    }

    @Test
    void noticesAMemberAfterTheEnd() {
        // When
        stream.rewards.add(stream.rewards.remove(2));

        // Then
        assertThat(stream.broken()).contains(SLOTS);
    }

    @Test
    void noticesAGroupOpenedTwice() {
        // When
        stream.rewards.add(1, at(4, SoundStream.opened()));

        // Then
        assertThat(stream.broken()).contains(SLOTS);
    }

    @Test
    void noticesALostMember() {
        // When
        stream.rewards.remove(1);

        // Then
        assertThat(stream.broken()).contains(SLOTS, MEMBERS);
    }

    @Test
    void noticesRewardsOfAGroupThatWasNeverOpened() {
        // When
        stream.rewards.remove(0);

        // Then
        assertThat(stream.broken()).contains(SLOTS, FROM_REWARDS);
    }

    @Test
    void noticesAMemberThatRefersToAnotherRollout() {
        // When
        replaceReward(1, SoundStream.member(0, 1.0, 21));

        // Then
        assertThat(stream.broken()).contains(MEMBERS);
    }

    @Test
    void noticesAMemberThatRefersToNothing() {
        // When
        replaceReward(1, SoundStream.member(0, 1.0, 99));

        // Then
        assertThat(stream.broken()).contains(MEMBERS);
    }

    @Test
    void noticesThatALaterRolloutWonTheSlot() {
        // When
        stream.rollouts.add(at(15, SoundStream.rollout(0)));

        // Then
        assertThat(stream.broken()).containsExactly(MEMBERS);
    }

    @Test
    void noticesARolloutThatVanished() {
        // When
        stream.rollouts.add(
                at(15, Rollout.newBuilder(SoundStream.rollout(0)).setIndex(5).build()));

        // Then
        assertThat(stream.broken()).containsExactly(MEMBERS);
    }

    @Test
    void acceptsARolloutThatIsADeadLetterInstead() {
        // When
        stream.rollouts.add(
                at(15, Rollout.newBuilder(SoundStream.rollout(0)).setIndex(5).build()));
        stream.deadLetters.add(deadRollout(15));

        // Then
        assertThat(stream.broken()).isEmpty();
    }

    @Test
    void noticesAMemberThatIsADeadLetterToo() {
        // When
        stream.deadLetters.add(deadRollout(20));

        // Then
        assertThat(stream.broken()).containsExactly(MEMBERS);
    }

    @Test
    void noticesAnAnswerKeyThatRefersToAnotherTask() {
        // When
        stream.answerKeys.set(0, at(3, SoundStream.key(SoundStream.ref(6))));
        replaceGroup(AdvantageGroup.newBuilder(group()).clearTask().build());

        // Then
        assertThat(stream.broken()).contains(TASKS);
    }

    @Test
    void noticesATerminalRecordThatRefersToAnotherTask() {
        // When
        replaceGroup(
                AdvantageGroup.newBuilder(group()).setTask(SoundStream.ref(6)).build());

        // Then
        assertThat(stream.broken()).contains(TASKS);
    }

    @Test
    void noticesATaskWithoutAnAnswerKey() {
        // When
        stream.tasks.add(at("run/1", 6, SoundStream.task(SoundStream.sampling())));

        // Then
        assertThat(stream.broken()).containsExactly(TASKS);
    }

    @Test
    void noticesATaskThatLeavesSamplingToTheServer() {
        // When
        SamplingParameters sampling = SamplingParameters.newBuilder(SoundStream.sampling())
                .clearTopK()
                .build();
        stream.tasks.set(0, at(5, SoundStream.task(sampling)));

        // Then
        assertThat(stream.broken()).containsExactly(NUMBERS);
    }

    @Test
    void noticesARolloutWithoutAPolicyVersion() {
        // When
        Rollout rollout = Rollout.newBuilder(SoundStream.rollout(0))
                .clearPolicyVersionMin()
                .build();
        stream.rollouts.set(0, at(20, rollout));

        // Then
        assertThat(stream.broken()).containsExactly(NUMBERS);
    }

    @Test
    void noticesAVerifierWithoutAVersion() {
        // When
        replaceGroup(
                AdvantageGroup.newBuilder(group()).setVerifier("spatial-ssrl").build());

        // Then
        assertThat(stream.broken()).contains(NUMBERS);
    }

    @Test
    void noticesAnEstimatorThatIsNotNamed() {
        // When
        replaceGroup(AdvantageGroup.newBuilder(group()).clearEstimator().build());

        // Then
        assertThat(stream.broken()).contains(NUMBERS, OWN_REWARDS);
    }

    @Test
    void noticesAReceiptOfAnotherPlace() {
        // When
        stream.receipts.set(0, at(0, SoundStream.receipt(7, 1, 2)));

        // Then
        assertThat(stream.broken()).containsExactly(RECEIPTS);
    }

    @Test
    void noticesAReceiptOfAGroupThatHasNotEnded() {
        // When
        Receipt receipt = Receipt.newBuilder(SoundStream.receipt(9, 1, 2))
                .setGroupId("run/7")
                .build();
        stream.receipts.add(at("run/7", 1, receipt));

        // Then
        assertThat(stream.broken()).containsExactly(RECEIPTS);
    }

    private AdvantageGroup group() {
        return stream.groups.get(0).value();
    }

    private void replaceGroup(AdvantageGroup group) {
        stream.groups.set(0, at(8, group));
    }

    /** Replaces the first member of the terminal record. */
    private void replaceMember(Member member) {
        List<Member> members = new ArrayList<>(group().getMembers());
        members.set(0, member);
        replaceGroup(AdvantageGroup.newBuilder(group()).setMembers(members).build());
    }

    private void replaceReward(int at, RewardEvent event) {
        stream.rewards.set(at, at(at, event));
    }

    private static DeadLetter deadRollout(long offset) {
        return new DeadLetter(
                "scorer", DeadLetterReason.LATE, "late", TOPICS.rollouts().name(), 1, offset);
    }
}
