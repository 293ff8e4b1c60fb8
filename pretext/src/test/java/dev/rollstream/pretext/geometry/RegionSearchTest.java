package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.geometry.Finding.Found;
import dev.rollstream.pretext.geometry.Finding.None;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegionSearchTest {
    private static final RegionRules REFERENCE = RegionRules.reference();

    @ParameterizedTest
    @EnumSource(Band.class)
    void drawsEveryPixelThatQualifiesEquallyOften(Band band) {
        // Given: three steps of depth
        DepthMap map = steps(64, 34);
        Smoothness smoothness = new Smoothness(12, 0.15);
        List<Integer> qualifying = qualifying(map, band, smoothness);
        DepthCells cells = new DepthCells(map);
        // When
        Map<Integer, Integer> counts = new HashMap<>();
        int draws = 40 * qualifying.size();
        for (long seed = 0; seed < draws; seed++) {
            DepthWindow window = new RegionSampler(cells, RegionSearch.scale(map), band, smoothness, 0)
                    .draw(new SeededRandom(seed))
                    .orElseThrow();
            counts.merge(window.y() * map.width() + window.x(), 1, Integer::sum);
        }
        // Then: mean of the statistic plus four of its standard deviations
        assertThat(qualifying).containsAll(counts.keySet()).hasSizeGreaterThan(20);
        double limit = qualifying.size() - 1 + 4 * Math.sqrt(2.0 * (qualifying.size() - 1));
        assertThat(chiSquared(counts, qualifying.size(), draws)).isLessThan(limit);
    }

    @Test
    void drawsUniformlyFromTheListToo() {
        // Given: of a large noisy plane two small places qualify, which draws at large hardly ever hit
        DepthMap map = needle();
        List<Integer> qualifying = qualifying(map, Band.FAR, new Smoothness(12, 0.15));
        RegionSampler sampler =
                new RegionSampler(new DepthCells(map), RegionSearch.scale(map), Band.FAR, new Smoothness(12, 0.15), 0);
        SeededRandom random = new SeededRandom(5);
        // When
        Map<Integer, Integer> counts = new HashMap<>();
        int draws = 1_000 * qualifying.size();
        for (int i = 0; i < draws; i++) {
            DepthWindow window = sampler.draw(random).orElseThrow();
            counts.merge(window.y() * map.width() + window.x(), 1, Integer::sum);
        }
        // Then
        assertThat(qualifying).hasSize(8).containsAll(counts.keySet());
        assertThat(chiSquared(counts, 8, draws)).isLessThan(24.3);
    }

    @Test
    void takesSmallerWindowsWhereLargeOnesDoNotFit() {
        // Given: steps narrower than 25 px, wider than 11 px
        DepthMap map = steps(17, 40);
        // When
        DepthRegions regions = found(map, REFERENCE, 3);
        // Then
        assertThat(qualifying(map, Band.MIDDLE, new Smoothness(12, 0.15))).isEmpty();
        for (Band band : Band.values()) {
            DepthWindow window = regions.of(band);
            assertThat(qualifying(map, band, new Smoothness(5, 0.2))).contains(window.y() * map.width() + window.x());
        }
    }

    @Test
    void givesExtremesOfTheWindow() {
        // Given
        DepthMap map = ramp(300, 200);
        // When
        DepthWindow middle = found(map, REFERENCE, 9).middle();
        // Then
        assertThat(middle.min()).isEqualTo(map.at(middle.x() - 12, 0));
        assertThat(middle.max()).isEqualTo(map.at(middle.x() + 12, 0));
    }

    @Test
    void keepsStrictRegionsApartInDepthAndInThePicture() {
        for (long seed = 0; seed < 200; seed++) {
            // Given
            DepthMap map = seed % 2 == 0 ? ramp(600, 400) : DepthMaps.cluttered(400, 300, seed);
            DepthScale scale = RegionSearch.scale(map);
            // When
            Finding<DepthRegions> finding = RegionSearch.find(map, RegionRules.strict(30, 90), new SeededRandom(seed));
            // Then
            if (finding instanceof Found<DepthRegions> found) {
                DepthRegions regions = found.points();
                assertThat(scale.of(regions.middle().min())
                                - scale.of(regions.near().max()))
                        .isGreaterThan(0.05);
                assertThat(scale.of(regions.far().min())
                                - scale.of(regions.middle().max()))
                        .isGreaterThan(0.05);
                assertThat(regions.near().squaredDistance(regions.middle())).isGreaterThanOrEqualTo(8_100);
                assertThat(regions.near().squaredDistance(regions.far())).isGreaterThanOrEqualTo(8_100);
                assertThat(regions.far().squaredDistance(regions.middle())).isGreaterThanOrEqualTo(8_100);
                for (Band band : Band.values()) {
                    assertThat(regions.of(band).x()).isBetween(30, map.width() - 31);
                    assertThat(regions.of(band).y()).isBetween(30, map.height() - 31);
                }
            } else {
                assertThat(seed % 2).as("a ramp has regions").isEqualTo(1);
            }
        }
    }

    @Test
    void givesOtherRegionsForOtherSeeds() {
        // When
        Set<DepthRegions> different = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            different.add(found(ramp(600, 400), RegionRules.strict(20, 40), seed));
            assertThat(found(ramp(600, 400), REFERENCE, seed)).isEqualTo(found(ramp(600, 400), REFERENCE, seed));
        }
        // Then
        assertThat(different).hasSize(50);
    }

    @Test
    void saysWhichBandHasNoRegion() {
        // Given: near and far, nothing between
        DepthMap map = DepthMaps.of(200, 100, (x, y) -> x < 100 ? 1 : 9);
        // When Then
        assertThat(RegionSearch.find(map, REFERENCE, new SeededRandom(1)))
                .isEqualTo(new None<>(SkipReason.NO_DEPTH_REGION, "no smooth middle region"));
    }

    @Test
    void refusesRegionsWhoseDepthsNearlyTouch() {
        // Given: scaled depths of 0.17 to 0.3, 0.33 to 0.45 and 0.72 to 0.84, and a strip that spans the scale
        double[][] pairs = {{0, 1}, {0.17, 0.3}, {0.33, 0.45}, {0.72, 0.84}};
        DepthMap map = DepthMaps.of(400, 60, (x, y) -> 1 + pairs[x / 100][(x + y) % 2]);
        // When Then
        assertThat(RegionSearch.find(map, RegionRules.strict(0, 0), new SeededRandom(1)))
                .isEqualTo(new None<>(SkipReason.DEPTH_GAP_TOO_SMALL, "no gap above 0.05 between regions"));
        assertThat(RegionSearch.find(map, REFERENCE, new SeededRandom(1))).isInstanceOf(Found.class);
    }

    @Test
    void refusesRegionsWhoseMarkersWouldOverlap() {
        // Given
        DepthMap map = steps(40, 60);
        // When Then
        assertThat(RegionSearch.find(map, RegionRules.strict(0, 120), new SeededRandom(1)))
                .isEqualTo(new None<>(SkipReason.MARKERS_TOO_CLOSE, "regions are nearer than 120 px"));
        assertThat(RegionSearch.find(map, RegionRules.strict(0, 20), new SeededRandom(1)))
                .isInstanceOf(Found.class);
    }

    @Test
    void refusesHostileMapsWithAReason() {
        DepthMaps.hostile().forEach((name, map) -> {
            for (RegionRules rules : List.of(REFERENCE, RegionRules.strict(14, 48))) {
                // When
                Finding<DepthRegions> finding = RegionSearch.find(map, rules, new SeededRandom(1));
                // Then
                if (finding instanceof None<DepthRegions> none) {
                    assertThat(none.detail()).as(name).isNotBlank();
                } else {
                    assertThat(name).isIn("huge", "tiny depths", "one wild depth");
                }
            }
        });
    }

    private static DepthRegions found(DepthMap map, RegionRules rules, long seed) {
        Finding<DepthRegions> finding = RegionSearch.find(map, rules, new SeededRandom(seed));
        assertThat(finding).isInstanceOf(Found.class);
        return ((Found<DepthRegions>) finding).points();
    }

    private static DepthMap ramp(int width, int height) {
        return DepthMaps.of(width, height, (x, y) -> 1 + 9.0 * x / width);
    }

    /** Three plateaus side by side, at the ends and in the middle of the scale. */
    private static DepthMap steps(int step, int height) {
        return DepthMaps.of(3 * step, height, (x, y) -> 1 + x / step);
    }

    /** Noise but for two smooth squares in the far band, of 26 and 25 + 2 px. */
    private static DepthMap needle() {
        SeededRandom random = new SeededRandom(8);
        return DepthMaps.of(700, 600, (x, y) -> {
            boolean square = x >= 100 && x < 126 && y >= 100 && y < 127;
            boolean other = x >= 500 && x < 526 && y >= 400 && y < 425;
            return square || other ? 90 : random.between(1, 100);
        });
    }

    /** By a look at every window, straight from the definition. */
    private static List<Integer> qualifying(DepthMap map, Band band, Smoothness smoothness) {
        DepthScale scale = RegionSearch.scale(map);
        int half = smoothness.half();
        List<Integer> pixels = new ArrayList<>();
        for (int y = half; y + half < map.height(); y++) {
            for (int x = half; x + half < map.width(); x++) {
                double min = 2;
                double max = -1;
                boolean known = true;
                for (int row = y - half; row <= y + half; row++) {
                    for (int column = x - half; column <= x + half; column++) {
                        double place = scale.of(map.at(column, row));
                        known &= !Double.isNaN(place);
                        min = Math.min(min, place);
                        max = Math.max(max, place);
                    }
                }
                if (known && max - min < smoothness.range() && band.holds(scale.of(map.at(x, y)))) {
                    pixels.add(y * map.width() + x);
                }
            }
        }
        return pixels;
    }

    private static double chiSquared(Map<Integer, Integer> counts, int cells, int draws) {
        double expected = draws / (double) cells;
        double missing = (cells - counts.size()) * expected;
        return missing
                + counts.values().stream()
                        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                        .sum();
    }
}
