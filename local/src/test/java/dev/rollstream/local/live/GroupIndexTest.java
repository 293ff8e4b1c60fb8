package dev.rollstream.local.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GroupIndexTest {
    private final GroupIndex index = new GroupIndex(3);

    @Test
    void onlyTheNewestGroupsAreKept() {
        // When
        for (int i = 0; i < 10; i++) {
            add(i, "flip");
        }

        // Then
        assertThat(index.seen()).isEqualTo(10);
        assertThat(index.kept()).isEqualTo(3);
        assertThat(index.find(any -> true, Long.MAX_VALUE, 10))
                .extracting(GroupEntry::offset)
                .containsExactly(9L, 8L, 7L);
    }

    @Test
    void findsWhatIsWantedFromANumberDown() {
        // Given
        add(0, "flip");
        add(1, "crop");
        add(2, "flip");

        // When
        List<GroupEntry> flips = index.find(entry -> entry.kind().task().equals("flip"), Long.MAX_VALUE, 1);
        List<GroupEntry> older = index.find(
                entry -> entry.kind().task().equals("flip"), flips.get(0).number(), 10);

        // Then
        assertThat(flips).extracting(GroupEntry::offset).containsExactly(2L);
        assertThat(older).extracting(GroupEntry::offset).containsExactly(0L);
        assertThat(index.tasks()).containsExactly("crop", "flip");
    }

    @Test
    void entriesSayHowMembersFared() {
        // When
        add(0, "flip");

        // Then
        GroupEntry.Figures figures =
                index.find(any -> true, Long.MAX_VALUE, 1).get(0).figures();
        assertThat(figures)
                .isEqualTo(
                        new GroupEntry.Figures(3, OptionalDouble.of(0.55), OptionalDouble.of(0.5), OptionalLong.of(4)));
    }

    private void add(long offset, String task) {
        Member lost = Member.newBuilder()
                .setIndex(2)
                .setOutcome(MemberOutcome.UNSCORABLE)
                .setPolicyVersionMin(4L)
                .build();
        AdvantageGroup group = AdvantageGroup.newBuilder()
                .setGroupId("run/" + offset)
                .setRunId("run")
                .setPurpose(Purpose.TRAIN)
                .setTaskType(task)
                .setOutcome(GroupOutcome.COMPLETE)
                .setMembers(List.of(member(0, 1.0, 1.0), member(1, 0.1, 0.0), lost))
                .build();
        index.add(1, offset, 1_000, group);
    }

    private static Member member(int slot, double reward, double accuracy) {
        Component component =
                Component.newBuilder().setName("accuracy").setValue(accuracy).build();
        return Member.newBuilder()
                .setIndex(slot)
                .setOutcome(MemberOutcome.SCORED)
                .setReward(reward)
                .setComponents(List.of(component))
                .setPolicyVersionMin(5L)
                .build();
    }
}
