package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.geometry.WindowExtremes.Unplaced;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowExtremesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7, 12})
    void agreesWithALookAtEveryPixel(int half) {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            SeededRandom random = new SeededRandom(seed);
            DepthMap map = DepthMaps.of(45, 40, (x, y) -> random.below(20) == 0 ? Double.NaN : random.between(1, 9));
            DepthScale scale = new DepthScale(1.2, 8.8);
            Region centres =
                    new Region(half + 2, half, 1 + random.below(44 - 2 * half - 2), 1 + random.below(40 - 2 * half));
            // When
            WindowExtremes ignoring = new WindowExtremes(map, scale, centres, half, Unplaced.IGNORED);
            WindowExtremes spoilt = new WindowExtremes(map, scale, centres, half, Unplaced.SPOILS);
            // Then
            for (int y = centres.y(); y < centres.y() + centres.height(); y++) {
                for (int x = centres.x(); x < centres.x() + centres.width(); x++) {
                    assertWindow(map, scale, new int[] {x, y, half}, ignoring, spoilt);
                }
            }
        }
    }

    private static void assertWindow(
            DepthMap map, DepthScale scale, int[] window, WindowExtremes ignoring, WindowExtremes spoilt) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        boolean whole = true;
        for (int y = window[1] - window[2]; y <= window[1] + window[2]; y++) {
            for (int x = window[0] - window[2]; x <= window[0] + window[2]; x++) {
                float depth = map.at(x, y);
                if (scale.holds(depth)) {
                    min = Math.min(min, depth);
                    max = Math.max(max, depth);
                } else {
                    whole = false;
                }
            }
        }
        assertThat(ignoring.min(window[0], window[1])).isEqualTo(min);
        assertThat(ignoring.max(window[0], window[1])).isEqualTo(max);
        assertThat(spoilt.min(window[0], window[1])).isEqualTo(min);
        assertThat(spoilt.max(window[0], window[1])).isEqualTo(whole ? max : Float.POSITIVE_INFINITY);
    }
}
