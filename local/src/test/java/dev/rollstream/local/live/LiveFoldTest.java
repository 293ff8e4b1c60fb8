package dev.rollstream.local.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.local.lag.GroupKind;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LagReport.PartitionLag;
import dev.rollstream.local.live.LiveSnapshot.StageNow;
import dev.rollstream.local.live.LiveSnapshot.TaskNow;
import dev.rollstream.local.live.LiveSnapshot.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveFoldTest {
    private static final long NOW = 1_795_000_000_000L;
    private static final LagReport NO_LAG = new LagReport(NOW, List.of(), List.of(), List.of());

    private final LiveFold fold = new LiveFold(new GroupIndex(0));

    @Test
    void groupsAreOpenFromTheirOpeningToTheirEnd() {
        // Given
        open("run/0", NOW - 9_000);
        open("run/1", NOW - 4_000);
        end("run/0", Purpose.TRAIN, "flip", GroupOutcome.COMPLETE, 1.0);
        end("older/7", Purpose.TRAIN, "flip", GroupOutcome.EXPIRED);

        // When
        LiveSnapshot now = look(0, NOW, NO_LAG);

        // Then
        assertThat(now.open().groups()).isEqualTo(1);
        assertThat(now.open().oldestMs()).hasValue(4_000);
        assertThat(now.endings().ended())
                .isEqualTo(Map.of(Purpose.TRAIN, Map.of(GroupOutcome.COMPLETE, 1L, GroupOutcome.EXPIRED, 1L)));
        assertThat(now.endedInAll()).isEqualTo(2);
    }

    @Test
    void whyGroupsGiveNoAdvantagesIsCountedByPurpose() {
        // Given
        end("run/0", Purpose.TRAIN, "flip", GroupOutcome.COMPLETE, 1.0);
        for (GroupReason reason : List.of(GroupReason.ALL_FAILED, GroupReason.ALL_FAILED, GroupReason.OUT_OF_RANGE)) {
            fold.onAdvantageGroup(
                    AdvantageGroup.newBuilder()
                            .setGroupId("run/" + reason)
                            .setRunId("run")
                            .setOutcome(GroupOutcome.FILTERED)
                            .setReason(reason)
                            .setMembers(List.of())
                            .build(),
                    0,
                    0,
                    NOW);
        }

        // When
        LiveSnapshot now = look(0, NOW, NO_LAG);

        // Then
        assertThat(now.endings().reasons())
                .isEqualTo(Map.of(Purpose.TRAIN, Map.of(GroupReason.ALL_FAILED, 2L, GroupReason.OUT_OF_RANGE, 1L)));
        assertThat(now.endedInAll()).isEqualTo(4);
    }

    @Test
    void ratesAreOfTheLookingAndNotOfTheRecordsTimes() {
        // Given
        look(100, NOW, NO_LAG);
        for (int i = 0; i < 30; i++) {
            open("run/" + i, NOW - 3_600_000);
        }

        // When
        LiveSnapshot now = look(400, NOW + 2_000, NO_LAG);

        // Then
        assertThat(stage(now, "tasks").perSecond()).hasValue(15);
        assertThat(stage(now, "worker").perSecond()).hasValue(150);
        assertThat(stage(now, "worker").count()).isEqualTo(400);
    }

    @Test
    void noRateWhileThePastIsRead() {
        // Given
        fold.snapshot(new Window(NOW, 0, 500), 0, NO_LAG);
        open("run/0", NOW);

        // When
        LiveSnapshot now = look(0, NOW + 1_000, NO_LAG);

        // Then
        assertThat(stage(now, "tasks").perSecond()).isEmpty();
    }

    @Test
    void trainingAndEvaluationAreApart() {
        // Given
        end("run/0", Purpose.TRAIN, "flip", GroupOutcome.COMPLETE, 1.0, 0.0);
        end("run/1", Purpose.EVAL, "flip", GroupOutcome.COMPLETE, 1.0);
        end("run/2", Purpose.EVAL, "flip", GroupOutcome.EXPIRED);

        // When
        LiveSnapshot now = look(0, NOW, NO_LAG);

        // Then
        assertThat(now.tasks())
                .extracting(task -> task.scores().purpose())
                .containsExactly(Purpose.TRAIN, Purpose.EVAL);
        assertThat(now.tasks()).extracting(task -> task.scores().reward()).containsExactly(0.5, 1.0);
        assertThat(now.tasks()).extracting(task -> task.scores().groups()).containsExactly(1L, 2L);
        assertThat(now.endings().ended().get(Purpose.EVAL))
                .isEqualTo(Map.of(GroupOutcome.COMPLETE, 1L, GroupOutcome.EXPIRED, 1L));
    }

    @Test
    void theNewestGroupsTellWhatRewardIsNow() {
        // Given
        for (int i = 0; i < 3 * RecentScores.GROUPS; i++) {
            end("run/" + i, Purpose.TRAIN, "flip", GroupOutcome.COMPLETE, i < 2 * RecentScores.GROUPS ? 0.0 : 1.0);
        }

        // When
        TaskNow flip = look(0, NOW, NO_LAG).tasks().get(0);

        // Then
        assertThat(flip.recentReward()).hasValue(1);
        assertThat(flip.scores().reward()).isEqualTo(1 / 3.0, within(1e-12));
    }

    @Test
    void aStageIsAsFarBehindAsItsGroupWithMembers() {
        // Given
        InputLag left = input("old", "EMPTY", 900, 70_000);
        InputLag first = input("new", "STABLE", 5, 100);
        InputLag second = input("new", "STABLE", 7, 300);
        LagReport lag = new LagReport(NOW, List.of(left, first, second), List.of(), List.of());

        // When
        StageNow worker = stage(look(0, NOW, lag), "worker");

        // Then
        assertThat(worker.inputs()).isEqualTo(new LiveSnapshot.Inputs(12, OptionalLong.of(300), "STABLE"));
    }

    @Test
    void usedGroupsAreThoseOfReceiptsAndWithoutThemThoseOfProgress() {
        // Given
        Progress place = Progress.newBuilder()
                .setLearner("reader")
                .setGroups(Map.of("TRAINED", 40L, "STALE", 2L))
                .build();
        fold.onProgress(place, NOW);
        long byProgress = stage(look(0, NOW, NO_LAG), "learner").count();
        Receipt receipt = Receipt.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setLearner("learner")
                .setOutcome(ReceiptOutcome.TRAINED)
                .build();
        fold.onReceipt(receipt, NOW);

        // When
        long byReceipts = stage(look(0, NOW + 1, NO_LAG), "learner").count();

        // Then
        assertThat(byProgress).isEqualTo(42);
        assertThat(byReceipts).isEqualTo(1);
    }

    private LiveSnapshot look(long rollouts, long atMs, LagReport lag) {
        return fold.snapshot(new Window(atMs, 0, 0), rollouts, lag);
    }

    private static StageNow stage(LiveSnapshot now, String name) {
        return now.stages().stream()
                .filter(stage -> stage.stage().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static InputLag input(String group, String state, long records, long ageMs) {
        PartitionLag partition = new PartitionLag(0, 0, records, records, OptionalLong.of(ageMs));
        return new InputLag("worker", group, GroupKind.SHARE, state, "tasks", List.of(partition));
    }

    private void open(String groupId, long openedMs) {
        RewardEvent event = RewardEvent.newBuilder()
                .setGroupId(groupId)
                .setRunId("run")
                .setType(RewardEventType.OPEN)
                .setOpened(GroupOpened.newBuilder().setOpenedAtMs(openedMs).build())
                .build();
        fold.onReward(event, openedMs + 5);
    }

    private void end(String groupId, Purpose purpose, String task, GroupOutcome outcome, double... rewards) {
        List<Member> members = new ArrayList<>();
        for (double reward : rewards) {
            members.add(Member.newBuilder()
                    .setIndex(members.size())
                    .setOutcome(MemberOutcome.SCORED)
                    .setReward(reward)
                    .build());
        }
        AdvantageGroup group = AdvantageGroup.newBuilder()
                .setGroupId(groupId)
                .setRunId("run")
                .setPurpose(purpose)
                .setTaskType(task)
                .setOutcome(outcome)
                .setReason(GroupReason.NONE)
                .setMembers(members)
                .build();
        fold.onAdvantageGroup(group, 0, 0, NOW);
    }
}
