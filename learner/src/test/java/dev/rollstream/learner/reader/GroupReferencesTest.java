package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroupReferencesTest {
    private static final GroupReferences.Heap HEAP = new GroupReferences.Heap(new Topics("p."), 4);

    private static GroupReferences of(AdvantageGroup group) throws InvalidPayloadException {
        return GroupReferences.of(new IndexedGroup(new GroupRef(Groups.ID, "run", 0, 0), group), HEAP);
    }

    private static AdvantageGroup withMembers(Member.Builder... members) {
        return Groups.terminal(
                List.of(members).stream().map(Member.Builder::build).toList());
    }

    @Test
    void pointsAtTheTaskAndTheMembersThatTrain() throws InvalidPayloadException {
        // Given
        AdvantageGroup group = withMembers(
                Groups.member(0),
                Groups.member(1).clearAdvantage().clearRollout(),
                Groups.member(3).setRollout(new RecordRef("p.rollouts", 2, 5L)));

        // When
        GroupReferences refs = of(group);

        // Then
        assertThat(refs.all())
                .map(PayloadRef::toString)
                .containsExactly("p.tasks-1@40", "p.rollouts-1@100", "p.rollouts-2@5");
        assertThat(refs.members()).map(Member::getIndex).containsExactly(0, 3);
    }

    static List<Arguments> broken() {
        AdvantageGroup good = withMembers(Groups.member(0));
        return List.of(
                Arguments.of(
                        AdvantageGroup.newBuilder(good).setGroupId("run/8").build(), "key is not its group id 'run/8'"),
                Arguments.of(AdvantageGroup.newBuilder(good).clearTask().build(), "no reference to the task"),
                Arguments.of(withMembers(Groups.member(0).clearAdvantage()), "no member has an advantage"),
                Arguments.of(withMembers(Groups.member(-1)), "member -1: follows member -1"),
                Arguments.of(withMembers(Groups.member(1), Groups.member(1)), "member 1: follows member 1"),
                Arguments.of(withMembers(Groups.member(0).setAdvantage(Double.NaN)), "member 0: has advantage NaN"),
                Arguments.of(withMembers(Groups.member(0).clearRollout()), "no reference to its rollout"),
                Arguments.of(withRollout(new RecordRef("p.answer-keys", 0, 0L)), "another topic than p.rollouts"),
                Arguments.of(withRollout(new RecordRef("q.rollouts", 0, 0L)), "another topic than p.rollouts"),
                Arguments.of(withRollout(Groups.ref(4, 0)), "partition 4 of p.rollouts, which has 4"),
                Arguments.of(withRollout(Groups.ref(-1, 0)), "partition -1"),
                Arguments.of(withRollout(Groups.ref(0, -1)), "offset -1"));
    }

    private static AdvantageGroup withRollout(RecordRef ref) {
        return withMembers(Groups.member(0).setRollout(ref));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void namesWhatIsWrongWithTheRecord(AdvantageGroup group, String problem) {
        assertThatThrownBy(() -> of(group))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageContaining(problem);
    }
}
