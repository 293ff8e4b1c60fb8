package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.geometry.Finding.Found;
import dev.rollstream.pretext.geometry.Finding.None;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CentralPairSearchTest {
    private static final double SPECKS = 0.4;

    @ParameterizedTest
    @EnumSource(PairKind.class)
    void findsWhatALookAtAllPairsFinds(PairKind kind) {
        int found = 0;
        int later = 0;
        int none = 0;
        for (long seed = 0; seed < 200; seed++) {
            // Given
            DepthMap map = DepthMaps.cluttered(40 + (int) (seed % 37), 36 + (int) (seed % 29), seed);
            // When
            Finding<BlockPair> finding = CentralPairSearch.find(map, kind);
            // Then
            Oracle oracle = new Oracle(map);
            Optional<BlockPair> expected = oracle.first(kind);
            if (expected.isPresent()) {
                assertThat(finding).as("seed %d", seed).isEqualTo(new Found<>(expected.get()));
                found++;
                later += expected.get().first().equals(oracle.blocks.get(0)) ? 0 : 1;
            } else {
                assertThat(finding).as("seed %d", seed).isInstanceOf(None.class);
                none++;
            }
        }
        assertThat(found).isGreaterThan(50);
        assertThat(later).as("pairs without the most central block").isGreaterThanOrEqualTo(5);
        assertThat(none).isGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(PairKind.class)
    void findsItInLargerMapsToo(PairKind kind) {
        for (long seed = 1_000; seed < 1_012; seed++) {
            // Given: several tiles wide, with the partner some way off
            DepthMap map = DepthMaps.cluttered(150, 130, seed);
            // When
            Finding<BlockPair> finding = CentralPairSearch.find(map, kind);
            // Then
            Optional<BlockPair> expected = new Oracle(map).first(kind);
            assertThat(finding instanceof Found<BlockPair> found ? Optional.of(found.points()) : Optional.empty())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void countsAWindowWithOneKnownPixelAsABlock() {
        // Given: what is known lies on a coarse lattice
        DepthMap map = DepthMaps.of(120, 100, (x, y) -> x % 13 == 0 && y % 13 == 0 ? 2 + x / 60 : Double.NaN);
        // When
        Finding<BlockPair> finding = CentralPairSearch.find(map, PairKind.FAR);
        // Then
        assertThat(finding)
                .isEqualTo(new Found<>(new Oracle(map).first(PairKind.FAR).orElseThrow()));
    }

    @Test
    void pairsBlocksOfAConstantMapAsTheReleasedScriptDoes() {
        // Given
        DepthMap map = DepthMaps.of(80, 60, (x, y) -> 5);
        // When Then: an eighth of 60 px apart, of those that are as central the one that is read first
        assertThat(CentralPairSearch.find(map, PairKind.NEAR))
                .isEqualTo(new Found<>(
                        new BlockPair(PairKind.NEAR, new DepthWindow(40, 30, 5, 5), new DepthWindow(33, 30, 5, 5))));
        assertThat(CentralPairSearch.find(map, PairKind.FAR)).isInstanceOf(None.class);
    }

    @ParameterizedTest
    @EnumSource(PairKind.class)
    void endsOnHostileMaps(PairKind kind) {
        DepthMaps.hostile().forEach((name, map) -> {
            // When
            Finding<BlockPair> finding = CentralPairSearch.find(map, kind);
            // Then
            if (finding instanceof None<BlockPair> none) {
                assertThat(none.reason())
                        .as(name)
                        .isEqualTo(map.knownPixels() == 0 ? SkipReason.DEPTH_UNKNOWN : SkipReason.NO_POSITION_PAIR);
            } else {
                assertThat(name)
                        .isIn(
                                "constant",
                                "huge",
                                "huge and tiny",
                                "tiny depths",
                                "one wild depth",
                                "lattice of unknown");
            }
        });
    }

    @Test
    void givesUpWhereThereAreManyBlocksWithoutAPartner() {
        // Given: blocks everywhere, at depths of which none is a quarter of the scale from another, but for lone specks
        DepthMap map = DepthMaps.of(
                1_200, 900, (x, y) -> x % 90 == 0 && y % 90 == 0 ? 1 + SPECKS * (x % 4) : 1.05 + 0.1 * (x % 2));
        // When
        Finding<BlockPair> finding = CentralPairSearch.find(map, PairKind.FAR);
        // Then
        assertThat(finding).isInstanceOfSatisfying(None.class, none -> assertThat(none.detail())
                .matches("none of the \\d{4} most central blocks has a partner"));
    }

    /** Straight from the description of the released script: all blocks, sorted, all pairs. */
    private static final class Oracle {
        private final DepthMap map;
        private final List<DepthWindow> blocks = new ArrayList<>();
        private double low = Double.POSITIVE_INFINITY;
        private double high;

        Oracle(DepthMap map) {
            this.map = map;
            for (int y = 0; y < map.height(); y++) {
                for (int x = 0; x < map.width(); x++) {
                    if (map.at(x, y) > 0) {
                        low = Math.min(low, map.at(x, y));
                        high = Math.max(high, map.at(x, y));
                    }
                }
            }
            int middleX = map.width() / 2;
            int middleY = map.height() / 2;
            for (int y = (int) (middleY - 0.45 * map.height()); y < (int) (middleY + 0.45 * map.height()); y++) {
                for (int x = (int) (middleX - 0.45 * map.width()); x < (int) (middleX + 0.45 * map.width()); x++) {
                    if (x >= 7 && y >= 7 && x + 7 < map.width() && y + 7 < map.height()) {
                        block(x, y).ifPresent(blocks::add);
                    }
                }
            }
            blocks.sort(Comparator.comparingDouble(
                    block -> Math.sqrt(Math.pow(block.x() - middleX, 2) + Math.pow(block.y() - middleY, 2))));
        }

        private Optional<DepthWindow> block(int x, int y) {
            float min = Float.POSITIVE_INFINITY;
            float max = Float.NEGATIVE_INFINITY;
            for (int row = y - 7; row <= y + 7; row++) {
                for (int column = x - 7; column <= x + 7; column++) {
                    float depth = map.at(column, row);
                    if (!Float.isNaN(depth)) {
                        min = Math.min(min, depth);
                        max = Math.max(max, depth);
                    }
                }
            }
            return min <= max && place(max) - place(min) <= 0.15
                    ? Optional.of(new DepthWindow(x, y, min, max))
                    : Optional.empty();
        }

        private double place(float depth) {
            return high == low ? 1 : (depth - low) / (high - low);
        }

        Optional<BlockPair> first(PairKind kind) {
            int apart = Math.min(map.width(), map.height()) / 8;
            for (int i = 0; i < blocks.size(); i++) {
                for (int j = i + 1; j < blocks.size(); j++) {
                    DepthWindow a = blocks.get(i);
                    DepthWindow b = blocks.get(j);
                    int dx = Math.abs(a.x() - b.x());
                    int dy = Math.abs(a.y() - b.y());
                    boolean pair = kind == PairKind.NEAR
                            ? Math.abs(place(a.max()) - place(b.min())) <= 0.25
                                    && Math.abs(place(b.max()) - place(a.min())) <= 0.25
                                    && dy < 30
                                    && dx >= apart
                            : Math.max(place(a.min()), place(b.min())) - Math.min(place(a.max()), place(b.max()))
                                            >= 0.25
                                    && Math.hypot(dx, dy) >= apart;
                    if (pair) {
                        return Optional.of(new BlockPair(kind, a, b));
                    }
                }
            }
            return Optional.empty();
        }
    }
}
