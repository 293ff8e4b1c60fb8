package dev.rollstream.aggregator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest {

    private static final double[] FIVE = {1, .9, .1, 0, .1};
    private static final double[] ONE_OF_FOUR = {1, 0, 0, 0};

    static java.util.Set<String> names() {
        return Estimators.names();
    }

    @Test
    void thereAreNineEstimators() {
        assertThat(Estimators.names())
                .containsExactlyInAnyOrder(
                        "grpo",
                        "grpo-population-std",
                        "dr-grpo",
                        "rloo",
                        "loo-std",
                        "grpo-passk",
                        "maxrl",
                        "opo",
                        "gdpo");
    }

    /** Values that other frameworks' functions gave in single precision, hence the tolerance. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "grpo | | 1.191387, .985976, -.657317, -.862729, -.657317",
                "grpo | epsilon=1e-4 | 1.191145, .985775, -.657183, -.862553, -.657183",
                "grpo | ddof=0 epsilon=1e-8 | 1.332014, 1.102356, -.734904, -.964562, -.734904",
                "grpo-population-std | epsilon=1e-8 | 1.332014, 1.102356, -.734904, -.964562, -.734904",
                "dr-grpo | | .58, .48, -.32, -.42, -.32",
                "rloo | | .725, .6, -.4, -.525, -.4",
                "loo-std | scale=std | 1.488931, 1.232219, -.821479, -1.078192, -.821479",
                "loo-std | | 1.728966, 1.279201, -.765091, -1.066111, -.765091",
                "maxrl | epsilon=1e-6 | 1.380949, 1.142854, -.761903, -.999998, -.761903",
                "grpo-passk | | .205412, 0, 0, 0, 0",
            })
    void fiveRewardsGiveWhatFrameworksGive(String name, String parameters, String expected) {
        assertMatches(estimator(name, parameters), FIVE, expected);
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "grpo | | 1.499997, -.499999, -.499999, -.499999",
                "rloo | | 1, -.333333, -.333333, -.333333",
                "loo-std | | 1, -.577349, -.577349, -.577349",
                "maxrl | epsilon=1e-6 | 2.999988, -.999996, -.999996, -.999996",
                "maxrl | | 2.999988, -.999996, -.999996, -.999996",
                "grpo-passk | | 1.999996, 0, 0, 0",
            })
    void oneSuccessInFourGivesWhatFrameworksGive(String name, String parameters, String expected) {
        assertMatches(estimator(name, parameters), ONE_OF_FOUR, expected);
    }

    @Test
    void anOutlierAmongEqualsStaysSmallWhereSinglePrecisionExplodes() {
        // Given
        double[] rewards = {.35, .7, .7, .7, .7, .7, .7, .7};

        // When
        double[] advantages = Estimators.create("loo-std").advantages(GroupScores.of(rewards));

        // Then
        assertThat(advantages[0]).isEqualTo(-.35, within(1e-15));
        assertThat(Arrays.copyOfRange(advantages, 1, 8)).containsOnly(advantages[1]);
        assertThat(advantages[1]).isEqualTo(.377962, within(5e-6 * .377962));
        assertMatches(
                Estimators.create("grpo"),
                rewards,
                "-2.474854, .35355, .35355, .35355, .35355, .35355, .35355, .35355");
    }

    @Test
    void pairOfOutliersLosesNoPrecisionToTheOneLeftOut() {
        // Given two members that hold nearly all of the spread, and others that differ by 1e-9
        double[] rewards = {1e6, 0, 0, 1e-9, 2e-9};

        // When
        double[] advantages =
                Estimators.create("loo-std", Map.of("epsilon", "0")).advantages(GroupScores.of(rewards));

        // Then
        double[] exact = ExactReference.leaveOneOutStd(rewards, 1, 0);
        assertThat(advantages[0]).isEqualTo(exact[0], within(1e-12 * exact[0]));
        assertThat(advantages[4]).isEqualTo(exact[4], within(1e-12 * Math.abs(exact[4])));
    }

    @Test
    void equalMembersOfAnyCountHaveAdvantageExactlyZero() {
        for (String name : Estimators.names()) {
            for (int size = 2; size <= 70; size++) {
                double[] equal = new double[size];
                Arrays.fill(equal, 0.9);

                // When
                double[] advantages = Estimators.create(name).advantages(complete(equal));

                // Then
                assertThat(advantages).as("%s of %d", name, size).containsOnly(0.0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void zeroesOfBothSignsAreEqualAndNoAdvantageIsNegativeZero(String name) {
        // When
        double[] advantages = Estimators.create(name).advantages(complete(0.0, -0.0, -0.0));

        // Then
        assertThat(Arrays.stream(advantages).mapToLong(Double::doubleToRawLongBits))
                .containsOnly(0L);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theMedianMemberHasPositiveZero(String name) {
        // When
        double[] advantages = Estimators.create(name).advantages(complete(-1, 0, 1));

        // Then
        assertThat(Double.doubleToRawLongBits(advantages[1])).isZero();
    }

    @ParameterizedTest
    @MethodSource("names")
    void anOnlyMemberFollowsTheSingletonRule(String name) {
        assertThat(Estimators.create(name).advantages(complete(.7))).containsExactly(0);
        assertThat(Estimators.create(name, Map.of("singleton", "reward")).advantages(complete(.7)))
                .containsExactly(.7);
        assertThat(Estimators.create(name).advantages(complete())).isEmpty();
    }

    @Test
    void passKPrefersTheLowestIndexOnATieAndThenNobodyLeads() {
        assertThat(Estimators.create("grpo-passk").advantages(GroupScores.of(0, 1, 1)))
                .containsExactly(0, 0, 0);
        assertThat(Estimators.create("grpo-passk").advantages(GroupScores.of(0, .5, 1))[2])
                .isPositive();
    }

    @Test
    void maxRlWithoutASuccessIsZero() {
        assertThat(Estimators.create("maxrl").advantages(GroupScores.of(-1, 0, .5)))
                .containsExactly(0, 0, 0);
    }

    @Test
    void opoWeighsByLength() {
        // When baseline (1*30 + 0*10) / 40
        double[] advantages =
                Estimators.create("opo").advantages(GroupScores.of(1, 0).withLengths(30, 10));

        // Then
        assertThat(advantages).containsExactly(.25, -.75);
    }

    @Test
    void gdpoSeesASpreadThatTheTotalHides() {
        // Given equal totals made of different parts
        GroupScores scores = GroupScores.of(1, 1).withComponent("a", 1, 0).withComponent("b", 0, 1);
        Estimator gdpo = Estimators.create("gdpo", Map.of("weight.a", "3", "weight.b", "1", "epsilon", "0"));

        // When
        double[] advantages = gdpo.advantages(scores);

        // Then
        assertThat(advantages).containsExactly(new double[] {Math.sqrt(2), -Math.sqrt(2)}, within(1e-15));
        assertThat(gdpo.zeroVariance(scores)).isFalse();
        assertThat(Estimators.create("grpo").zeroVariance(scores)).isTrue();
    }

    @Test
    void theLargestRewardsStayInRange() {
        double max = Double.MAX_VALUE;
        assertThat(Estimators.create("grpo").advantages(GroupScores.of(max, -max)))
                .containsExactly(new double[] {Math.sqrt(.5), -Math.sqrt(.5)}, within(1e-12));
        assertThat(Estimators.create("dr-grpo").advantages(GroupScores.of(max, max, max, 0))[0])
                .isEqualTo(max / 4, within(1e-12 * max));
        assertThatThrownBy(() -> Estimators.create("rloo").advantages(GroupScores.of(max, -max)))
                .satisfies(problem(Problem.OVERFLOW))
                .hasMessageContaining("rloo: the advantage of member 0");
    }

    @Test
    void theSmallestRewardsAreComparedAsWell() {
        double[] advantages =
                Estimators.create("grpo", Map.of("epsilon", "0")).advantages(GroupScores.of(1e-300, 2e-300, 3e-300));
        assertThat(advantages).containsExactly(new double[] {-1, 0, 1}, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void nonFiniteScoresAreRejectedAtTheBoundary(double bad) {
        assertThatThrownBy(() -> GroupScores.of(0, bad))
                .satisfies(problem(Problem.INVALID_SCORES))
                .hasMessageContaining("reward 1 is " + bad);
        assertThatThrownBy(() -> GroupScores.of(0, 1).withComponent("format", bad, 1))
                .satisfies(problem(Problem.INVALID_SCORES))
                .hasMessageContaining("component 'format', value 0");
    }

    @Test
    void scoresOfUnequalSizeAreRejected() {
        assertThatThrownBy(() -> GroupScores.of(0, 1).withLengths(3))
                .satisfies(problem(Problem.INVALID_SCORES))
                .hasMessage("lengths has 1 entries for 2 rewards");
        assertThatThrownBy(() -> GroupScores.of(0, 1).withLengths(3, -1))
                .satisfies(problem(Problem.INVALID_SCORES))
                .hasMessageContaining("length 1 is -1");
    }

    @Test
    void aMissingInputIsNamed() {
        assertThatThrownBy(() -> Estimators.create("opo").advantages(GroupScores.of(0, 1)))
                .satisfies(problem(Problem.MISSING_INPUT))
                .hasMessageContaining("opo needs the length");
        assertThatThrownBy(() -> Estimators.create("gdpo").advantages(GroupScores.of(0, 1)))
                .satisfies(problem(Problem.MISSING_INPUT))
                .hasMessageContaining("gdpo needs reward components");
        assertThatThrownBy(() -> Estimators.create("gdpo", Map.of("weight.format", "1"))
                        .advantages(GroupScores.of(0, 1).withComponent("accuracy", 0, 1)))
                .satisfies(problem(Problem.MISSING_INPUT))
                .hasMessageContaining("'format'")
                .hasMessageContaining("[accuracy]");
        assertThatThrownBy(() ->
                        Estimators.create("opo").advantages(GroupScores.of(0, 1).withLengths(0, 0)))
                .satisfies(problem(Problem.INVALID_SCORES))
                .hasMessageContaining("every length is 0");
    }

    @Test
    void anUnknownEstimatorListsTheKnownOnes() {
        assertThatThrownBy(() -> Estimators.create("gropo"))
                .satisfies(problem(Problem.UNKNOWN_ESTIMATOR))
                .hasMessageContaining("'gropo'")
                .hasMessageContaining("dr-grpo, gdpo, grpo, grpo-passk");
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "grpo | ddof=2 | ddof is '2', but must be one of [1, 0]",
                "grpo | epsilon=-1 | epsilon is '-1', but must be a finite number >= 0",
                "grpo | epsilon=NaN | epsilon is 'NaN'",
                "grpo | epsilon=tiny | epsilon is 'tiny'",
                "grpo | singleton=drop | singleton is 'drop', but must be one of [zero, reward]",
                "grpo | baseline=loo | baseline is 'loo', but must be one of [mean]",
                "grpo | clip=1 | has no parameter [clip]; it has [baseline, ddof, epsilon, scale, singleton]",
                "grpo-population-std | ddof=1 | ddof is '1', but must be one of [0]",
                "dr-grpo | epsilon=1 | has no parameter [epsilon]",
                "loo-std | scale=none | scale is 'none', but must be one of [loo-std, std]",
                "gdpo | weight.a=inf | weight.a is 'inf', but must be a finite number",
            })
    void aBadParameterIsNamedWithWhatIsAllowed(String name, String parameters, String message) {
        assertThatThrownBy(() -> estimator(name, parameters))
                .satisfies(problem(Problem.INVALID_PARAMETER))
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theParametersInForceRebuildTheEstimator(String name) {
        // Given
        Estimator estimator = Estimators.create(name);

        // When
        Estimator rebuilt = Estimators.create(name, estimator.parameters());

        // Then
        assertThat(rebuilt.parameters())
                .isEqualTo(estimator.parameters())
                .containsKeys("baseline", "scale", "singleton");
    }

    @Test
    void theParametersInForceAreSpelledOut() {
        assertThat(Estimators.create("loo-std", Map.of("scale", "std")).parameters())
                .isEqualTo(Map.of(
                        "baseline", "loo", "scale", "std", "ddof", "1", "epsilon", "1.0E-4", "singleton", "zero"));
        assertThat(Estimators.create("gdpo", Map.of("weight.format", "0.5")).parameters())
                .containsEntry("weight.format", "0.5");
    }

    private static GroupScores complete(double... rewards) {
        long[] lengths = new long[rewards.length];
        Arrays.fill(lengths, 7);
        return GroupScores.of(rewards).withLengths(lengths).withComponent("only", rewards);
    }

    private static Estimator estimator(String name, String parameters) {
        if (parameters == null) {
            return Estimators.create(name);
        }
        return Estimators.create(
                name,
                Arrays.stream(parameters.split(" "))
                        .map(pair -> pair.split("=", 2))
                        .collect(java.util.stream.Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    private static void assertMatches(Estimator estimator, double[] rewards, String expected) {
        double[] values = Arrays.stream(expected.split(", "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        double[] advantages = estimator.advantages(GroupScores.of(rewards));
        assertThat(advantages).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(advantages[i])
                    .as("%s, member %d", estimator, i)
                    .isEqualTo(values[i], within(5e-6 * Math.abs(values[i])));
        }
    }

    private static Consumer<Throwable> problem(Problem problem) {
        return error -> assertThat(error).isInstanceOfSatisfying(EstimatorException.class, e -> assertThat(e.problem())
                .isEqualTo(problem));
    }
}
