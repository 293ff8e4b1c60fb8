package dev.rollstream.aggregator;

import static dev.rollstream.aggregator.Events.cancel;
import static dev.rollstream.aggregator.Events.close;
import static dev.rollstream.aggregator.Events.component;
import static dev.rollstream.aggregator.Events.estimator;
import static dev.rollstream.aggregator.Events.filter;
import static dev.rollstream.aggregator.Events.member;
import static dev.rollstream.aggregator.Events.open;
import static dev.rollstream.aggregator.Events.scored;
import static dev.rollstream.aggregator.Events.unscored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every way for a group to end. */
class GroupOutcomeTest extends FoldScenario {

    private static final UnaryOperator<GroupOpened.Builder> EVAL = settings -> settings.setPurpose(Purpose.EVAL);

    @Test
    void everyMemberScoredIsComplete() {
        // When
        AdvantageGroup group = end(4, DEFAULTS, ClosedBy.FULL, 1, 0, 0, 0);

        // Then
        assertEnding(group, GroupOutcome.COMPLETE, GroupReason.NONE);
        assertThat(group.getDetail()).isNull();
        assertThat(group.getMembers()).extracting(Member::getAdvantage).allSatisfy(a -> assertThat(a)
                .isNotNull());
        assertThat(group.getMembers().get(0).getAdvantage()).isEqualTo(1.5, within(1e-5));
        assertThat(group.getCounts().getUsed()).isEqualTo(4);
        assertThat(group.getRewards().getMean()).isEqualTo(0.325);
        assertThat(group.getRewards().getStd()).isEqualTo(0.45, within(1e-15));
        assertThat(group.getRewards().getMin()).isEqualTo(0.1);
        assertThat(group.getRewards().getMax()).isEqualTo(1.0);
        assertThat(group.getRewards().getZeroVariance()).isFalse();
    }

    @Test
    void theRecordCarriesWhatDecidedItsNumbers() {
        // When
        AdvantageGroup group = end(2, DEFAULTS, ClosedBy.FULL, 1, 0);

        // Then
        assertThat(group.getRunId()).isEqualTo(Events.RUN);
        assertThat(group.getPurpose()).isEqualTo(Purpose.TRAIN);
        assertThat(group.getDataset()).isEqualTo("coco-train2017");
        assertThat(group.getTaskType()).isEqualTo("shuffle");
        assertThat(group.getVerifier()).isEqualTo("spatial-ssrl/1");
        assertThat(group.getVerifierParameters()).isEqualTo(Map.of("format_weight", "0.1"));
        assertThat(group.getTask()).isEqualTo(Events.ref(3, 1_234_567L));
        assertThat(group.getOpenedAtMs()).isEqualTo(Events.OPENED_AT_MS);
        assertThat(group.getClosedAtMs()).isEqualTo(Events.CLOSED_AT_MS);
        assertThat(group.getClosedBy()).isEqualTo(ClosedBy.FULL);
        assertThat(group.getMinGroupSize()).isEqualTo(2);
        assertThat(group.getFilter()).isNull();
        EstimatorSettings estimator = group.getEstimator();
        assertThat(estimator.getName()).isEqualTo("grpo");
        assertThat(estimator.getVersion()).isEqualTo(1);
        assertThat(estimator.getDdof()).isEqualTo(1);
        assertThat(estimator.getEpsilon()).isEqualTo(1e-6);
        assertThat(estimator.getBaseline()).isEqualTo("mean");
        assertThat(estimator.getScale()).isEqualTo("std");
        assertThat(estimator.getSingleton()).isEqualTo("zero");
    }

    @Test
    void membersCarryWhatGatesAndBatchesNeed() {
        // When
        Member member = end(2, DEFAULTS, ClosedBy.FULL, 1, 0).getMembers().get(1);

        // Then
        assertThat(member.getIndex()).isEqualTo(1);
        assertThat(member.getAttempt()).isEqualTo(1);
        assertThat(member.getOutcome()).isEqualTo(MemberOutcome.SCORED);
        assertThat(member.getReward()).isEqualTo(0.1);
        assertThat(member.getComponents()).containsExactly(component("format", 1), component("accuracy", 0));
        assertThat(member.getTokenCount()).isEqualTo(101);
        assertThat(member.getFinishReason()).isEqualTo(FinishReason.STOP);
        assertThat(member.getPolicyId()).isEqualTo("policy-a");
        assertThat(member.getPolicyVersionMin()).isEqualTo(41);
        assertThat(member.getPolicyVersionMax()).isEqualTo(42);
        assertThat(member.getRollout()).isEqualTo(Events.ref(3, 98_765_433L));
    }

    @Test
    void aGroupOfOneIsCompleteWithAdvantageZero() {
        AdvantageGroup group = end(1, DEFAULTS, ClosedBy.FULL, 1);
        assertEnding(group, GroupOutcome.COMPLETE, GroupReason.NONE);
        assertThat(group.getMembers()).extracting(Member::getAdvantage).containsExactly(0.0);
        assertThat(group.getRewards().getStd()).isZero();
    }

    @Test
    void enoughMembersAtTheDeadlineArePartial() {
        AdvantageGroup group = end(4, settings -> settings.setMinGroupSize(2), ClosedBy.DEADLINE, 1, 0);
        assertEnding(group, GroupOutcome.PARTIAL, GroupReason.NONE);
        assertThat(group.getDetail()).isEqualTo("2 of 4 members came, 2 scored, minimum 2");
        assertThat(group.getCounts().getExpected()).isEqualTo(4);
        assertThat(group.getCounts().getUsed()).isEqualTo(2);
        assertThat(group.getMembers()).extracting(Member::getAdvantage).doesNotContainNull();
    }

    @Test
    void unscorableMembersAreListedWithoutAdvantageAndDoNotCount() {
        // When
        ended = feed(
                open(ID, 5, settings -> settings.setMinGroupSize(2)),
                unscored(ID, 4, MemberOutcome.ERROR),
                scored(ID, 3, 0),
                unscored(ID, 2, MemberOutcome.TIMEOUT),
                scored(ID, 1, 1),
                unscored(ID, 0, MemberOutcome.UNSCORABLE),
                close(ID, ClosedBy.FULL));

        // Then
        AdvantageGroup group = ended.orElseThrow();
        assertEnding(group, GroupOutcome.PARTIAL, GroupReason.NONE);
        assertThat(group.getMembers())
                .extracting(Member::getAdvantage)
                .satisfiesExactly(
                        a -> assertThat(a).isNull(),
                        a -> assertThat(a).isPositive(),
                        a -> assertThat(a).isNull(),
                        a -> assertThat(a).isNegative(),
                        a -> assertThat(a).isNull());
        assertThat(group.getRewards().getMean()).isEqualTo(0.55);
        assertThat(group.getCounts().getScored()).isEqualTo(2);
        assertThat(group.getCounts().getUnscorable()).isEqualTo(1);
        assertThat(group.getCounts().getTimeout()).isEqualTo(1);
        assertThat(group.getCounts().getError()).isEqualTo(1);
    }

    @Test
    void theDeadlineWithoutAnyMemberExpiresTheGroup() {
        AdvantageGroup group = end(4, DEFAULTS, ClosedBy.DEADLINE);
        assertEnding(group, GroupOutcome.EXPIRED, GroupReason.NO_MEMBERS);
        assertThat(group.getMembers()).isEmpty();
        assertThat(group.getRewards()).isNull();
    }

    @Test
    void theDeadlineWithTooFewMembersExpiresTheGroup() {
        AdvantageGroup group = end(4, settings -> settings.setMinGroupSize(3), ClosedBy.DEADLINE, 1, 0);
        assertEnding(group, GroupOutcome.EXPIRED, GroupReason.BELOW_MINIMUM);
        assertThat(group.getDetail()).isEqualTo("2 of 4 members came, 2 scored, minimum 3");
        assertThat(group.getMembers()).extracting(Member::getReward).containsExactly(1.0, 0.1);
        assertThat(group.getMembers()).extracting(Member::getAdvantage).containsOnlyNulls();
    }

    @Test
    void theDefaultMinimumIsTheGroupSize() {
        assertEnding(end(3, DEFAULTS, ClosedBy.DEADLINE, 1, 0), GroupOutcome.EXPIRED, GroupReason.BELOW_MINIMUM);
    }

    @Test
    void aMinimumBelowOneStillNeedsOneMember() {
        AdvantageGroup group = end(3, settings -> settings.setMinGroupSize(-5), ClosedBy.DEADLINE);
        assertEnding(group, GroupOutcome.EXPIRED, GroupReason.NO_MEMBERS);
        assertThat(group.getMinGroupSize()).isEqualTo(1);
    }

    @Test
    void aFullGroupWithTooFewScoredIsFiltered() {
        // When
        ended = feed(
                open(ID, 2), scored(ID, 0, 1), unscored(ID, 1, MemberOutcome.UNSCORABLE), close(ID, ClosedBy.FULL));

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.FILTERED, GroupReason.TOO_FEW_SCORED);
        assertThat(ended.orElseThrow().getMembers())
                .extracting(Member::getReward)
                .containsExactly(1.0, null);
    }

    @Test
    void aCancelEndsTheGroupWithItsReason() {
        // When
        ended = feed(open(ID, 2), scored(ID, 0, 1), cancel(ID, "r".repeat(2000)));

        // Then
        AdvantageGroup group = ended.orElseThrow();
        assertEnding(group, GroupOutcome.CANCELLED, GroupReason.CANCELLED);
        assertThat(group.getDetail()).startsWith("rrr").hasSizeLessThan(600);
        assertThat(group.getMembers()).hasSize(1);
    }

    @Test
    void anEvaluationHasNoAdvantagesNoEstimatorAndNoFilter() {
        // When
        AdvantageGroup group = end(2, EVAL.andThen(filter(f -> f.setZeroVariance(true)))::apply, ClosedBy.FULL, 1, 1);

        // Then
        assertEnding(group, GroupOutcome.COMPLETE, GroupReason.NONE);
        assertThat(group.getMembers()).extracting(Member::getAdvantage).containsOnlyNulls();
        assertThat(group.getMembers()).extracting(Member::getReward).containsExactly(1.0, 1.0);
        assertThat(group.getEstimator()).isNull();
        assertThat(group.getFilter()).isNull();
        assertThat(group.getMinGroupSize()).isNull();
        assertThat(group.getCounts().getUsed()).isZero();
        assertThat(group.getRewards().getMean()).isEqualTo(1);
    }

    @Test
    void anEvaluationAtTheDeadlineIsPartialWithAnyScoredMember() {
        assertEnding(end(4, EVAL, ClosedBy.DEADLINE, 1), GroupOutcome.PARTIAL, GroupReason.NONE);
    }

    @Test
    void anEvaluationAtTheDeadlineWithoutAScoredMemberExpires() {
        assertEnding(end(4, EVAL, ClosedBy.DEADLINE), GroupOutcome.EXPIRED, GroupReason.NO_MEMBERS);
        ended = feed(open(ID, 2, EVAL), unscored(ID, 0, MemberOutcome.TIMEOUT), close(ID, ClosedBy.DEADLINE));
        assertEnding(ended.orElseThrow(), GroupOutcome.EXPIRED, GroupReason.BELOW_MINIMUM);
    }

    @Test
    void aCancelledEvaluationIsCancelled() {
        ended = feed(open(ID, 2, EVAL), cancel(ID, "stop"));
        assertEnding(ended.orElseThrow(), GroupOutcome.CANCELLED, GroupReason.CANCELLED);
    }

    @Test
    void zeroVarianceIsKeptUnlessAFilterDropsIt() {
        AdvantageGroup group = end(2, DEFAULTS, ClosedBy.FULL, 1, 1);
        assertEnding(group, GroupOutcome.COMPLETE, GroupReason.NONE);
        assertThat(group.getMembers()).extracting(Member::getAdvantage).containsExactly(0.0, 0.0);
        assertThat(group.getRewards().getZeroVariance()).isTrue();
    }

    @Test
    void theZeroVarianceFilterTellsSolvedFromFailed() {
        UnaryOperator<GroupOpened.Builder> zeroVariance = filter(f -> f.setZeroVariance(true));
        AdvantageGroup solved = end(2, zeroVariance, ClosedBy.FULL, 1, 1);
        assertEnding(solved, GroupOutcome.FILTERED, GroupReason.ALL_SOLVED);
        assertThat(solved.getMembers()).extracting(Member::getReward).containsExactly(1.0, 1.0);
        assertThat(solved.getMembers()).extracting(Member::getAdvantage).containsOnlyNulls();
        assertThat(solved.getFilter().getZeroVariance()).isTrue();
        assertThat(solved.getCounts().getUsed()).isZero();
        assertEnding(end(2, zeroVariance, ClosedBy.FULL, 0, 0), GroupOutcome.FILTERED, GroupReason.ALL_FAILED);
        assertEnding(end(2, zeroVariance, ClosedBy.FULL, -1, -1), GroupOutcome.FILTERED, GroupReason.ALL_FAILED);
        assertEnding(end(2, zeroVariance, ClosedBy.FULL, .5, .5), GroupOutcome.FILTERED, GroupReason.ZERO_VARIANCE);
        assertEnding(end(2, zeroVariance, ClosedBy.FULL, 0, 1), GroupOutcome.COMPLETE, GroupReason.NONE);
    }

    @Test
    void theRangeFilterIsStrictAndUsesAccuracyByDefault() {
        UnaryOperator<GroupOpened.Builder> range = filter(f -> f.setLow(0.25).setHigh(0.75));
        assertEnding(end(4, range, ClosedBy.FULL, 1, 1, 0, 0), GroupOutcome.COMPLETE, GroupReason.NONE);
        assertEnding(end(4, range, ClosedBy.FULL, 1, 0, 0, 0), GroupOutcome.FILTERED, GroupReason.OUT_OF_RANGE);
        AdvantageGroup above = end(4, range, ClosedBy.FULL, 1, 1, 1, 0);
        assertEnding(above, GroupOutcome.FILTERED, GroupReason.OUT_OF_RANGE);
        assertThat(above.getDetail()).isEqualTo("mean accuracy 0.75 is outside (0.25, 0.75)");
        assertEnding(end(4, range, ClosedBy.FULL, 1, 1, 1, 1), GroupOutcome.FILTERED, GroupReason.ALL_SOLVED);
        assertEnding(end(4, range, ClosedBy.FULL, 0, 0, 0, 0), GroupOutcome.FILTERED, GroupReason.ALL_FAILED);
    }

    @Test
    void theRangeFilterTakesANamedMetricAndOneBound() {
        assertEnding(
                end(2, filter(f -> f.setMetric("reward").setLow(0.5)), ClosedBy.FULL, 1, 0),
                GroupOutcome.COMPLETE,
                GroupReason.NONE);
        assertEnding(
                end(2, filter(f -> f.setMetric("format").setHigh(1.0)), ClosedBy.FULL, 1, 0),
                GroupOutcome.FILTERED,
                GroupReason.OUT_OF_RANGE);
    }

    @Test
    void aFilterThatCannotBeAppliedIsAnError() {
        AdvantageGroup group = end(2, filter(f -> f.setMetric("style").setLow(0.5)), ClosedBy.FULL, 1, 0);
        assertEnding(group, GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        assertThat(group.getDetail()).contains("metric 'style', which member 0 does not have");
        assertEnding(
                end(2, filter(f -> f.setLow(0.9).setHigh(0.1)), ClosedBy.FULL, 1, 0),
                GroupOutcome.FILTERED,
                GroupReason.ESTIMATOR_ERROR);
        assertEnding(
                end(2, filter(f -> f.setLow(Double.NaN)), ClosedBy.FULL, 1, 0),
                GroupOutcome.FILTERED,
                GroupReason.ESTIMATOR_ERROR);
    }

    @Test
    void unusableEstimatorSettingsEndTheGroupWithTheirFault() {
        assertEstimatorError(e -> e.setName("gropo"), "no estimator 'gropo'");
        assertEstimatorError(e -> e.setName("grpo").setDdof(3), "ddof is '3'");
        assertEstimatorError(e -> e.setName("grpo").setVersion(99), "version 99");
        assertEstimatorError(e -> e.setName("rloo").setEpsilon(1e-6), "no parameter [epsilon]");
        assertEstimatorError(e -> e.setName("gdpo").setWeights(Map.of("style", 1.0)), "'style'");
        assertEstimatorError(e -> e.setName("gdpo").setWeights(Map.of("a", Double.NaN)), "weight.a");
    }

    @Test
    void unusableSettingsDoNotKeepAGroupFromExpiring() {
        AdvantageGroup group = end(2, estimator(e -> e.setName("gropo")), ClosedBy.DEADLINE);
        assertEnding(group, GroupOutcome.EXPIRED, GroupReason.NO_MEMBERS);
        assertThat(group.getEstimator().getName()).isEqualTo("gropo");
    }

    @Test
    void opoNeedsTheLengthOfEveryScoredMember() {
        // When
        UnaryOperator<GroupOpened.Builder> opo = estimator(e -> e.setName("opo"));
        ended = feed(
                open(ID, 2, opo),
                scored(ID, 0, 1),
                member(ID, 1, m -> m.setOutcome(MemberOutcome.SCORED)
                        .setReward(0.0)
                        .clearTokenCount()),
                close(ID, ClosedBy.FULL));

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        assertEnding(end(2, opo, ClosedBy.FULL, 1, 0), GroupOutcome.COMPLETE, GroupReason.NONE);
    }

    @Test
    void gdpoUsesTheWeightsOfTheGroup() {
        // When
        AdvantageGroup group =
                end(2, estimator(e -> e.setName("gdpo").setWeights(Map.of("accuracy", 2.0))), ClosedBy.FULL, 1, 0);

        // Then
        assertEnding(group, GroupOutcome.COMPLETE, GroupReason.NONE);
        assertThat(group.getMembers().get(0).getAdvantage()).isEqualTo(Math.sqrt(2), within(1e-5));
        assertThat(group.getEstimator().getWeights()).isEqualTo(Map.of("accuracy", 2.0));
    }

    @Test
    void gdpoRejectsAComponentThatOnlySomeMembersHave() {
        // When
        ended = feed(
                open(ID, 2, estimator(e -> e.setName("gdpo"))),
                scored(ID, 0, 1),
                member(ID, 1, m -> m.setOutcome(MemberOutcome.SCORED)
                        .setReward(0.0)
                        .setComponents(List.of(component("format", 1)))),
                close(ID, ClosedBy.FULL));

        // Then
        assertEnding(ended.orElseThrow(), GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        assertThat(ended.orElseThrow().getDetail()).contains("'accuracy'", "some lack it");
    }

    private void assertEstimatorError(UnaryOperator<EstimatorSettings.Builder> settings, String detail) {
        AdvantageGroup group = end(2, estimator(settings), ClosedBy.FULL, 1, 0);
        assertEnding(group, GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        assertThat(group.getDetail()).contains(detail);
        assertThat(group.getMembers()).extracting(Member::getReward).containsExactly(1.0, 0.1);
    }
}
