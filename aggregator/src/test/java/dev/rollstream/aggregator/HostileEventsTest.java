package dev.rollstream.aggregator;

import static dev.rollstream.aggregator.Events.close;
import static dev.rollstream.aggregator.Events.component;
import static dev.rollstream.aggregator.Events.estimator;
import static dev.rollstream.aggregator.Events.member;
import static dev.rollstream.aggregator.Events.open;
import static dev.rollstream.aggregator.Events.scored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.GroupSize;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that no honest scorer writes: each group still ends exactly once. */
class HostileEventsTest extends FoldScenario {

    @Test
    void aScoredMemberWithoutAFiniteRewardIsAnError() {
        // When
        ended = feed(
                open(ID, 4, settings -> settings.setMinGroupSize(1)),
                scored(ID, 0, Double.NaN, 1),
                member(ID, 1, m -> m.setOutcome(MemberOutcome.SCORED)),
                scored(ID, 2, Double.POSITIVE_INFINITY, Double.NaN),
                member(ID, 3, m -> m.setOutcome(MemberOutcome.TIMEOUT).setReward(0.7)),
                close(ID, ClosedBy.FULL));

        // Then
        AdvantageGroup group = ended.orElseThrow();
        assertEnding(group, GroupOutcome.FILTERED, GroupReason.TOO_FEW_SCORED);
        assertThat(group.getCounts().getError()).isEqualTo(3);
        assertThat(group.getCounts().getTimeout()).isEqualTo(1);
        assertThat(group.getMembers()).extracting(Member::getReward).containsOnlyNulls();
        assertThat(group.getMembers().get(2).getComponents().get(1).getValue()).isNull();
    }

    @Test
    void advantagesBeyondTheRangeOfADoubleAreAnError() {
        // When
        ended = feed(
                open(ID, 2, estimator(e -> e.setName("rloo"))),
                scored(ID, 0, Double.MAX_VALUE, 1),
                scored(ID, 1, -Double.MAX_VALUE, 0),
                close(ID, ClosedBy.FULL));

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        assertThat(ended.orElseThrow().getRewards().getStd()).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(ints = {-1, 0, GroupSize.MAX + 1, Integer.MAX_VALUE})
    void aGroupWithoutAUsableSizeHasNoSlotsAndEndsAsWell(@Nullable Integer size) {
        // When
        ended = feed(open(ID, 2, opened -> size(opened, size)), scored(ID, 0, 1), close(ID, ClosedBy.FULL));

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.FILTERED, GroupReason.TOO_FEW_SCORED);
        assertThat(ended.orElseThrow().getDetail()).isEqualTo("0 of ? members came, 0 scored, minimum 1");
        assertThat(ended.orElseThrow().getCounts().getExpected()).isNull();
        assertThat(fold.rejected()).isEqualTo(1);
    }

    private static GroupOpened.Builder size(GroupOpened.Builder opened, @Nullable Integer size) {
        return size == null ? opened.clearGroupSize() : opened.setGroupSize(size);
    }

    @Test
    void aCloseThatSaysNothingEndsTheGroupLikeADeadline() {
        // When
        ended = feed(
                open(ID, 2),
                scored(ID, 0, 1),
                Events.event(ID, RewardEventType.CLOSE).build());

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.EXPIRED, GroupReason.BELOW_MINIMUM);
        assertThat(ended.orElseThrow().getClosedBy()).isEqualTo(ClosedBy.UNKNOWN);
    }

    @Test
    void membersScoredByTwoVerifiersNameBoth() {
        // When
        ended = feed(
                open(ID, 2),
                scored(ID, 0, 1),
                member(ID, 1, m -> m.setOutcome(MemberOutcome.SCORED)
                        .setReward(0.0)
                        .setVerifier("spatial-ssrl/2")),
                close(ID, ClosedBy.FULL));

        // Then
        assertThat(ended.orElseThrow().getVerifier()).isEqualTo("spatial-ssrl/1,spatial-ssrl/2");
    }

    @Test
    void aGroupWhoseRecordWouldBeTooLargeEndsWithoutItsMembers() {
        // Given members whose component has a name of 20 kB, stored once but written with each
        String name = "n".repeat(20_000);
        List<RewardEvent> events = new ArrayList<>(List.of(open(ID, 300)));
        for (int i = 0; i < 300; i++) {
            events.add(member(ID, i, m -> m.setOutcome(MemberOutcome.SCORED)
                    .setReward(0.5)
                    .setComponents(List.of(component(name, 1)))));
        }
        events.add(close(ID, ClosedBy.FULL));

        // When
        ended = feed(events.toArray(RewardEvent[]::new));

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        assertThat(ended.orElseThrow().getDetail()).contains("bytes").contains("left out");
        assertThat(ended.orElseThrow().getMembers()).isEmpty();
        assertThat(ended.orElseThrow().getCounts().getScored()).isEqualTo(300);
    }

    @Test
    void textsThatManyWorkersMakeUpStayWithTheirMembers() {
        // When
        List<RewardEvent> events = new ArrayList<>(List.of(open(ID, 100)));
        for (int i = 0; i < 100; i++) {
            String policy = "policy-" + i;
            events.add(member(ID, i, m -> m.setOutcome(MemberOutcome.SCORED)
                    .setReward(0.5)
                    .setPolicyId(policy)));
        }
        events.add(close(ID, ClosedBy.FULL));
        ended = feed(events.toArray(RewardEvent[]::new));

        // Then
        assertThat(ended.orElseThrow().getMembers())
                .extracting(Member::getPolicyId)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "policy-" + i).toList());
    }

    @Test
    void aMemberBeyondItsShareOfTheStateIsRejectedAndTheGroupStillEnds() {
        // Given a member that names no component twice, of which each takes 9 bytes
        List<Component> many =
                IntStream.range(0, 400).mapToObj(i -> component("part-" + i, i)).toList();

        // When
        ended = feed(
                open(ID, 1_024, settings -> settings.setMinGroupSize(1)),
                scored(ID, 0, 1),
                member(ID, 1, m -> m.setOutcome(MemberOutcome.SCORED)
                        .setReward(0.5)
                        .setComponents(many)),
                close(ID, ClosedBy.DEADLINE));

        // Then
        assertThat(fold.rejected()).isEqualTo(1);
        assertThat(ended.orElseThrow().getCounts().getReceived()).isEqualTo(1);
    }

    @Test
    void aMemberThatTheStateCannotHoldIsRejectedAndTheGroupStillEnds() {
        // Given members that each bring their own name of 900 kB
        ended = feed(
                open(ID, 3),
                member(ID, 0, m -> m.setPolicyId("a".repeat(900_000))),
                member(ID, 1, m -> m.setPolicyId("b".repeat(900_000))),
                member(ID, 2, m -> m.setPolicyId("c".repeat(900_000))),
                close(ID, ClosedBy.DEADLINE));

        // Then
        assertThat(fold.rejected()).isEqualTo(1);
        assertThat(ended.orElseThrow().getCounts().getReceived()).isEqualTo(2);
    }
}
