package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StalenessGateTest {
    private static IndexedGroup ofVersions(Long... oldest) {
        return new IndexedGroup(
                new GroupRef(Groups.ID, "run", 0, 0),
                Groups.terminal(java.util.stream.IntStream.range(0, oldest.length)
                        .mapToObj(i ->
                                Groups.member(i).setPolicyVersionMin(oldest[i]).build())
                        .toList()));
    }

    @Test
    void judgesAWholeGroupByItsOldestToken() {
        StalenessGate gate = new StalenessGate(2);
        IndexedGroup group = ofVersions(9L, 7L, 8L);

        assertThat(gate.refusal(group, 7)).isEmpty();
        assertThat(gate.refusal(group, 9)).isEmpty();
        assertThat(gate.refusal(group, 10))
                .hasValue("oldest token is of version 7, policy is at 10: 3 behind, at most 2 allowed");
    }

    @Test
    void ignoresMembersThatDoNotTrain() {
        // Given
        IndexedGroup group = new IndexedGroup(
                new GroupRef(Groups.ID, "run", 0, 0),
                Groups.terminal(List.of(
                        Groups.member(0)
                                .setPolicyVersionMin(1L)
                                .clearAdvantage()
                                .build(),
                        Groups.member(1).setPolicyVersionMin(9L).build())));

        // When, Then
        assertThat(new StalenessGate(0).refusal(group, 9)).isEmpty();
    }

    @Test
    void refusesUnknownVersionsUnlessItIsOff() {
        IndexedGroup group = new IndexedGroup(
                new GroupRef(Groups.ID, "run", 0, 0),
                Groups.terminal(List.of(
                        Groups.member(0).build(),
                        Groups.member(1).clearPolicyVersionMin().build())));

        assertThat(new StalenessGate(1_000).refusal(group, 9)).isPresent();
        assertThat(StalenessGate.off().refusal(group, 9)).isEmpty();
    }

    @Test
    void onPolicyMeansTheSameVersion() {
        StalenessGate gate = new StalenessGate(0);

        assertThat(gate.refusal(ofVersions(5L), 5)).isEmpty();
        assertThat(gate.refusal(ofVersions(5L), 6)).isPresent();
        assertThatThrownBy(() -> new StalenessGate(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
