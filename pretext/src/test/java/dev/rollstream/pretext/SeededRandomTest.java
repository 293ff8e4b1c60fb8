package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeededRandomTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1_234_567})
    void isTheGeneratorOfSplittableRandom(long seed) {
        // Given
        SplittableRandom oracle = new SplittableRandom(seed);
        SeededRandom random = new SeededRandom(seed);
        // When Then
        for (int i = 0; i < 100; i++) {
            assertThat(random.next()).isEqualTo(oracle.nextLong());
        }
    }

    @Test
    void drawsPermutationsUniformly() {
        // Given
        SeededRandom random = new SeededRandom(11);
        Map<String, Integer> counts = new HashMap<>();
        // When
        for (int i = 0; i < 24_000; i++) {
            counts.merge(ShuffleTask.answer(random.permutation(4)), 1, Integer::sum);
        }
        // Then: 1,000 each; chi-squared with 23 degrees of freedom is above 49.7 once in 1,000 seeds
        assertThat(counts).hasSize(24);
        assertThat(ChiSquared.ofUniform(counts.values(), 24)).isLessThan(49.7);
    }

    @Test
    void staysWithinItsBounds() {
        // Given
        SeededRandom random = new SeededRandom(5);
        // When Then
        assertThat(IntStream.range(0, 10_000).map(i -> random.below(3))).containsOnly(0, 1, 2);
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> random.between(-2, 3)))
                .allSatisfy(value -> assertThat(value).isBetween(-2.0, 3.0));
        assertThatThrownBy(() -> random.below(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
