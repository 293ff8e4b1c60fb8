package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.image.DepthMap;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthScaleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 201, 1_000, 5_000})
    void takesPercentilesBetweenOrderStatistics(int pixels) {
        for (long seed = 0; seed < 40; seed++) {
            // Given: few or many distinct values, over few or many magnitudes, some unknown
            SeededRandom random = new SeededRandom(seed * 31 + pixels);
            double spread = seed % 3 == 0 ? 1e-3 : 40;
            int steps = seed % 2 == 0 ? 5 : 1_000_000;
            DepthMap map = DepthMaps.of(
                    pixels,
                    2,
                    (x, y) -> y == 1 && random.below(3) > 0
                            ? Double.NaN
                            : StrictMath.exp(spread * (random.below(steps) / (double) steps - 0.5)));
            // When
            DepthScale scale = DepthScale.ofPercentiles(map, 0.5, 99.5);
            // Then
            float[] sorted = sorted(map);
            assertThat(scale.low()).isEqualTo(percentile(sorted, 0.5));
            assertThat(scale.high()).isEqualTo(percentile(sorted, 99.5));
        }
    }

    @Test
    void interpolatesAsWorkedByHand() {
        // Given: 1 to 5; 0.5 % lies at 0.02 of the way from the first to the second
        DepthMap map = DepthMaps.of(5, 1, (x, y) -> 5 - x);
        // When
        DepthScale scale = DepthScale.ofPercentiles(map, 0.5, 99.5);
        // Then
        assertThat(scale.low()).isCloseTo(1.02, within(1e-12));
        assertThat(scale.high()).isCloseTo(4.98, within(1e-12));
        assertThat(scale.of(3)).isCloseTo(0.5, within(1e-12));
        assertThat(scale.of(1)).isNaN();
        assertThat(scale.of(5)).isNaN();
        assertThat(scale.of(Float.NaN)).isNaN();
        assertThat(scale.holds(2)).isTrue();
        assertThat(scale.extended(5)).isGreaterThan(1);
    }

    @Test
    void givesTheOnlyDepthOfAFlatScaleOne() {
        // When
        DepthScale scale = DepthScale.ofPercentiles(DepthMaps.of(9, 9, (x, y) -> 4), 0.5, 99.5);
        // Then
        assertThat(scale.isFlat()).isTrue();
        assertThat(scale.of(4)).isEqualTo(1);
        assertThat(scale.of(5)).isNaN();
    }

    @Test
    void refusesWhatHasNoScale() {
        assertThatThrownBy(() -> DepthScale.ofPercentiles(DepthMaps.of(2, 2, (x, y) -> 0), 0.5, 99.5))
                .hasMessageContaining("0 known");
        assertThatThrownBy(() -> new DepthScale(2, 1)).hasMessageContaining("from 2.0 to 1.0");
        assertThatThrownBy(() -> new DepthScale(Double.NaN, 1)).hasMessageContaining("NaN");
    }

    private static float[] sorted(DepthMap map) {
        double[] known = IntStream.range(0, map.width() * map.height())
                .mapToDouble(i -> map.at(i % map.width(), i / map.width()))
                .filter(depth -> depth > 0)
                .sorted()
                .toArray();
        float[] floats = new float[known.length];
        Arrays.setAll(known, i -> {
            floats[i] = (float) known[i];
            return known[i];
        });
        return floats;
    }

    private static double percentile(float[] sorted, double percent) {
        double position = percent / 100 * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + ((double) sorted[above] - sorted[below]) * (position - below);
    }
}
