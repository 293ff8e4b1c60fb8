package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardStatistics;
import dev.rollstream.local.report.ExampleChoice.Chosen;
import dev.rollstream.local.report.ExampleChoice.Why;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExampleChoiceTest {
    @Test
    void theFirstTheLastMixedAndTheLastHeldOutGroupOfEachTaskAreShownInWhateverOrderTheyCome() {
        // Given
        List<AdvantageGroup> groups = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            groups.add(group(i, i % 2 == 0 ? "crop" : "flip")
                    .setPurpose(i % 10 < 2 ? Purpose.EVAL : Purpose.TRAIN)
                    .setRewards(RewardStatistics.newBuilder()
                            .setZeroVariance(i > 30)
                            .build())
                    .build());
        }
        List<AdvantageGroup> shuffled = new ArrayList<>(groups);
        Collections.shuffle(shuffled, new Random(4));

        // When
        List<Chosen> inOrder = chosen(groups);
        List<Chosen> inAnyOrder = chosen(shuffled);

        // Then
        assertThat(inOrder)
                .extracting(one -> one.group().getGroupId() + " " + one.why())
                .containsExactly(
                        "run/2 " + Why.FIRST,
                        "run/28 " + Why.LAST_MIXED,
                        "run/30 " + Why.LAST_HELD_OUT,
                        "run/3 " + Why.FIRST,
                        "run/29 " + Why.LAST_MIXED,
                        "run/31 " + Why.LAST_HELD_OUT);
        assertThat(inAnyOrder).isEqualTo(inOrder);
    }

    @Test
    void groupsThatEndedWithoutAnythingToShowAreNotShown() {
        // Given
        AdvantageGroup expired =
                group(0, "crop").setOutcome(GroupOutcome.EXPIRED).build();
        AdvantageGroup withoutTask = group(1, "crop").setTask(null).build();
        AdvantageGroup withoutRollouts = group(2, "crop")
                .setMembers(List.of(Member.newBuilder().setIndex(0).build()))
                .build();

        // When / Then
        assertThat(chosen(List.of(expired, withoutTask, withoutRollouts))).isEmpty();
    }

    private static List<Chosen> chosen(List<AdvantageGroup> groups) {
        ExampleChoice choice = new ExampleChoice();
        groups.forEach(group -> choice.add(group, sequence(group)));
        return choice.chosen();
    }

    private static long sequence(AdvantageGroup group) {
        return Long.parseLong(group.getGroupId().substring(4));
    }

    private static AdvantageGroup.Builder group(int sequence, String task) {
        RecordRef ref =
                RecordRef.newBuilder().setPartition(0).setOffset(sequence).build();
        return RunFiguresTest.builder("run/" + sequence, null, 1.0)
                .setTaskType(task)
                .setTask(ref)
                .setMembers(
                        List.of(Member.newBuilder().setIndex(0).setRollout(ref).build()));
    }
}
