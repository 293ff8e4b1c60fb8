package dev.rollstream.aggregator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every estimator against an exact reference, and the properties that hold for any group. Groups are drawn from fixed seeds. */
class EstimatorPropertiesTest {

    private static final long SEED = 20260721;
    private static final List<double[]> GROUPS = SeededGroups.draw(SEED, 600);

    private interface Reference {
        double[] of(double[] rewards);
    }

    @Test
    void grpoEqualsTheExactFormula() {
        assertEqual(Estimators.create("grpo"), r -> ExactReference.groupRelative(r, 1, 1e-6));
    }

    @Test
    void grpoWithoutEpsilonEqualsTheExactFormula() {
        assertEqual(
                Estimators.create("grpo", Map.of("epsilon", "0", "ddof", "0")),
                r -> ExactReference.groupRelative(r, 0, 0));
    }

    @Test
    void grpoPopulationStdEqualsTheExactFormula() {
        assertEqual(Estimators.create("grpo-population-std"), r -> ExactReference.groupRelative(r, 0, 1e-6));
    }

    @Test
    void drGrpoEqualsTheExactFormula() {
        assertEqual(Estimators.create("dr-grpo"), ExactReference::centred);
    }

    @Test
    void rlooEqualsTheExactFormula() {
        assertEqual(Estimators.create("rloo"), ExactReference::leaveOneOut);
    }

    @Test
    void looStdEqualsTheExactFormula() {
        assertEqual(Estimators.create("loo-std"), r -> ExactReference.leaveOneOutStd(r, 1, 1e-6));
        assertEqual(
                Estimators.create("loo-std", Map.of("ddof", "0", "epsilon", "0")),
                r -> ExactReference.leaveOneOutStd(r, 0, 0));
    }

    @Test
    void looStdScaledByTheGroupEqualsTheExactFormula() {
        assertEqual(
                Estimators.create("loo-std", Map.of("scale", "std")),
                r -> ExactReference.leaveOneOutGroupStd(r, 1, 1e-4));
    }

    @Test
    void maxRlEqualsTheExactFormula() {
        assertEqual(Estimators.create("maxrl"), r -> ExactReference.maxRl(r, 0));
        assertEqual(Estimators.create("maxrl", Map.of("epsilon", "1e-6")), r -> ExactReference.maxRl(r, 1e-6));
    }

    @Test
    void grpoPassKEqualsTheExactFormula() {
        assertEqual(Estimators.create("grpo-passk"), r -> ExactReference.bestOnly(r, 1, 1e-6));
    }

    @Test
    void opoEqualsTheExactFormula() {
        // Given
        Random random = new Random(SEED);
        Estimator opo = Estimators.create("opo");
        for (double[] rewards : GROUPS) {
            long[] lengths = LongStream.generate(() -> 1 + random.nextInt(4096))
                    .limit(rewards.length)
                    .toArray();

            // When
            double[] advantages = opo.advantages(GroupScores.of(rewards).withLengths(lengths));

            // Then
            assertClose(rewards, advantages, zeroIfConstant(rewards, ExactReference.lengthWeighted(rewards, lengths)));
        }
    }

    @Test
    void gdpoIsTheWeightedSumOfNormalisedComponents() {
        // Given
        Estimator gdpo = Estimators.create("gdpo", Map.of("weight.a", "0.25", "weight.b", "2"));
        for (int i = 0; i + 1 < GROUPS.size(); i++) {
            double[] a = GROUPS.get(i);
            double[] b = Arrays.copyOf(GROUPS.get(i + 1), a.length);
            double[] first = zeroIfConstant(a, ExactReference.groupRelative(a, 1, 1e-6));
            double[] second = zeroIfConstant(b, ExactReference.groupRelative(b, 1, 1e-6));

            // When
            double[] advantages =
                    gdpo.advantages(GroupScores.of(a).withComponent("a", a).withComponent("b", b));

            // Then
            double[] expected = IntStream.range(0, a.length)
                    .mapToDouble(j -> 0.25 * first[j] + 2 * second[j])
                    .toArray();
            assertThat(advantages)
                    .as("a %s, b %s", Arrays.toString(a), Arrays.toString(b))
                    .containsExactly(expected, within(1e-11));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "grpo-population-std", "dr-grpo", "rloo"})
    void advantagesSumToZero(String name) {
        Estimator estimator = Estimators.create(name);
        for (double[] rewards : GROUPS) {
            // When
            double[] advantages = estimator.advantages(GroupScores.of(rewards));

            // Then
            double largest = DoubleStream.of(advantages).map(Math::abs).max().orElseThrow();
            assertThat(DoubleStream.of(advantages).sum())
                    .as("%s of %s", name, Arrays.toString(rewards))
                    .isEqualTo(0, within(1e-13 * rewards.length * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "grpo-population-std", "dr-grpo", "rloo", "loo-std", "grpo-passk"})
    void aCommonOffsetChangesNothing(String name) {
        Estimator estimator = Estimators.create(name);
        for (double[] rewards : SeededGroups.draw(SEED + 1, 300)) {
            // Given rewards on a grid that the offset cannot round
            double[] grid = DoubleStream.of(rewards)
                    .map(r -> Math.rint(r * 1024) % 4096 / 1024)
                    .toArray();
            double[] shifted = DoubleStream.of(grid).map(r -> r + 65536).toArray();

            // When
            double[] advantages = estimator.advantages(GroupScores.of(shifted));

            // Then
            assertClose(grid, advantages, estimator.advantages(GroupScores.of(grid)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "grpo-population-std", "dr-grpo", "rloo", "loo-std", "maxrl"})
    void memberOrderOnlyReordersTheAdvantages(String name) {
        Estimator estimator = Estimators.create(name);
        Random random = new Random(SEED);
        for (double[] rewards : GROUPS) {
            // Given
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, rewards.length).boxed().toList());
            Collections.shuffle(order, random);
            double[] reordered = order.stream().mapToDouble(i -> rewards[i]).toArray();

            // When
            double[] advantages = estimator.advantages(GroupScores.of(reordered));

            // Then
            double[] original = estimator.advantages(GroupScores.of(rewards));
            assertClose(
                    reordered,
                    advantages,
                    order.stream().mapToDouble(i -> original[i]).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "grpo-population-std", "loo-std", "grpo-passk", "maxrl"})
    void withoutEpsilonAPowerOfTwoAsScaleChangesNoBit(String name) {
        Estimator estimator = Estimators.create(name, Map.of("epsilon", "0"));
        for (double[] rewards : GROUPS) {
            // Given no leave-one-out group of equal others, whose advantage is a reward difference
            if (Arrays.stream(rewards).distinct().count() <= 2) {
                continue;
            }
            double[] scaled = DoubleStream.of(rewards).map(r -> r * 0x1p60).toArray();

            // When
            double[] advantages = estimator.advantages(GroupScores.of(scaled));

            // Then
            assertThat(advantages).isEqualTo(estimator.advantages(GroupScores.of(rewards)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dr-grpo", "rloo"})
    void withoutScaleAdvantagesAreInTheRewardsUnit(String name) {
        Estimator estimator = Estimators.create(name);
        for (double[] rewards : GROUPS) {
            // When
            double[] doubled = estimator.advantages(
                    GroupScores.of(DoubleStream.of(rewards).map(r -> 2 * r).toArray()));

            // Then
            assertThat(doubled)
                    .isEqualTo(DoubleStream.of(estimator.advantages(GroupScores.of(rewards)))
                            .map(a -> 2 * a)
                            .toArray());
        }
    }

    private static void assertEqual(Estimator estimator, Reference reference) {
        for (double[] rewards : GROUPS) {
            double[] advantages = estimator.advantages(GroupScores.of(rewards));
            double[] expected = Spread.constant(rewards) ? new double[rewards.length] : reference.of(rewards);
            assertClose(rewards, advantages, expected);
        }
    }

    private static double[] zeroIfConstant(double[] values, double[] advantages) {
        return Spread.constant(values) ? new double[values.length] : advantages;
    }

    /** Relative to each value, plus a rounding error of the largest one for those that cancel to almost nothing. */
    private static void assertClose(double[] rewards, double[] actual, double[] expected) {
        double largest = DoubleStream.of(expected).map(Math::abs).max().orElse(0);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .as("seed %d, member %d of %s", SEED, i, Arrays.toString(rewards))
                    .isEqualTo(expected[i], within(1e-12 * Math.abs(expected[i]) + 1e-14 * largest));
        }
    }
}
