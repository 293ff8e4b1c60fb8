package dev.rollstream.pretext.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.geometry.Finding.Found;
import dev.rollstream.pretext.geometry.Finding.None;
import dev.rollstream.pretext.geometry.RandomPairSearch.Spacing;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.SkipReason;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomPairSearchTest {
    private static final Spacing SPACING = new Spacing(40, 70);

    @ParameterizedTest
    @EnumSource(PairKind.class)
    void givesPairsThatKeepEveryRule(PairKind kind) {
        int found = 0;
        for (long seed = 0; seed < 150; seed++) {
            // Given
            DepthMap map = DepthMaps.cluttered(480, 360, seed);
            // When
            Finding<BlockPair> finding = RandomPairSearch.find(map, kind, SPACING, new SeededRandom(seed));
            // Then
            if (finding instanceof Found<BlockPair> pair) {
                assertRules(map, pair.points());
                found++;
            }
        }
        assertThat(found).isGreaterThan(kind == PairKind.NEAR ? 100 : 60);
    }

    private static void assertRules(DepthMap map, BlockPair pair) {
        DepthScale scale = new DepthCells(map).scale();
        DepthWindow a = pair.first();
        DepthWindow b = pair.second();
        for (DepthWindow block : new DepthWindow[] {a, b}) {
            assertThat(block.x()).isBetween(40, map.width() - 41);
            assertThat(block.y()).isBetween(40, map.height() - 41);
            assertThat(scale.of(block.max()) - scale.of(block.min())).isLessThanOrEqualTo(0.15);
            assertThat(map.at(block.x(), block.y())).isGreaterThan(0);
            assertThat(known(map, block)).isGreaterThanOrEqualTo(203);
        }
        int dx = Math.abs(a.x() - b.x());
        if (pair.kind() == PairKind.NEAR) {
            assertThat(dx).isGreaterThanOrEqualTo(150);
            assertThat(Math.abs(a.y() - b.y())).isLessThan(30);
            assertThat(scale.of(a.max()) - scale.of(b.min())).isBetween(-0.25, 0.25);
            assertThat(scale.of(b.max()) - scale.of(a.min())).isBetween(-0.25, 0.25);
        } else {
            assertThat(a.squaredDistance(b)).isGreaterThanOrEqualTo(70 * 70);
            boolean aFirst = a.max() < b.max();
            DepthWindow nearer = aFirst ? a : b;
            DepthWindow farther = aFirst ? b : a;
            assertThat(scale.of(farther.min()) - scale.of(nearer.max())).isGreaterThanOrEqualTo(0.25);
        }
    }

    private static int known(DepthMap map, DepthWindow block) {
        int known = 0;
        for (int y = block.y() - 7; y <= block.y() + 7; y++) {
            for (int x = block.x() - 7; x <= block.x() + 7; x++) {
                known += map.at(x, y) > 0 ? 1 : 0;
            }
        }
        return known;
    }

    @ParameterizedTest
    @EnumSource(PairKind.class)
    void givesOtherPairsForOtherSeeds(PairKind kind) {
        // Given
        DepthMap map = DepthMaps.of(480, 360, (x, y) -> 4 + 4.0 * (360 - y) / 360);
        // When
        Set<Finding<BlockPair>> pairs = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            Finding<BlockPair> finding = RandomPairSearch.find(map, kind, SPACING, new SeededRandom(seed));
            assertThat(finding)
                    .isInstanceOf(Found.class)
                    .isEqualTo(RandomPairSearch.find(map, kind, SPACING, new SeededRandom(seed)));
            pairs.add(finding);
        }
        // Then
        assertThat(pairs).hasSize(50);
    }

    @Test
    void leavesOutBlocksThatAreKnownTooLittle() {
        // Given: every fifth column unknown leaves 80 %, every twentieth leaves more than 90 %
        DepthMap sparse = DepthMaps.of(480, 360, (x, y) -> x % 5 == 0 ? Double.NaN : 4 + y / 100.0);
        DepthMap dense = DepthMaps.of(480, 360, (x, y) -> x % 20 == 0 ? Double.NaN : 4 + y / 100.0);
        // When Then
        assertThat(RandomPairSearch.find(sparse, PairKind.NEAR, SPACING, new SeededRandom(1)))
                .isEqualTo(
                        new None<>(SkipReason.NO_POSITION_BLOCK, "smooth and known blocks are rare: 0 in 16000 draws"));
        assertThat(RandomPairSearch.find(dense, PairKind.NEAR, SPACING, new SeededRandom(1)))
                .isInstanceOf(Found.class);
        assertThat(CentralPairSearch.find(sparse, PairKind.NEAR)).isInstanceOf(Found.class);
    }

    @Test
    void refusesMapsTooNarrowFor150Pixels() {
        // Given: 0.9 of 160 columns are open to centres
        DepthMap narrow = DepthMaps.of(160, 400, (x, y) -> 4 + y / 100.0);
        DepthMap wide = DepthMaps.of(416, 320, (x, y) -> 4 + y / 100.0);
        Spacing spacing = new Spacing(13, 48);
        // When Then
        assertThat(RandomPairSearch.find(narrow, PairKind.NEAR, spacing, new SeededRandom(1)))
                .isEqualTo(new None<>(SkipReason.NO_POSITION_PAIR, "no two of 256 random blocks are a near pair"));
        assertThat(RandomPairSearch.find(wide, PairKind.NEAR, spacing, new SeededRandom(1)))
                .isInstanceOf(Found.class);
        assertThat(CentralPairSearch.find(narrow, PairKind.NEAR)).isInstanceOf(Found.class);
    }

    @Test
    void refusesAnswersThatHoldInThePictureOnly() {
        // Given: a near post left of a far wall in the picture; in space the wall's left part lies farther to the left
        DepthMap map = DepthMaps.of(640, 480, (x, y) -> x < 100 && x >= 60 ? 2 : x >= 240 && x < 290 ? 40 : Double.NaN);
        // When
        Finding<BlockPair> strict = RandomPairSearch.find(map, PairKind.FAR, new Spacing(20, 60), new SeededRandom(3));
        // Then: (265 - 320) * 40 < (80 - 320) * 2
        assertThat(CentralPairSearch.find(map, PairKind.FAR)).isInstanceOf(Found.class);
        assertThat(strict).isInstanceOf(None.class);
    }

    @ParameterizedTest
    @EnumSource(PairKind.class)
    void refusesHostileMapsWithAReason(PairKind kind) {
        DepthMaps.hostile().forEach((name, map) -> {
            // When
            Finding<BlockPair> finding = RandomPairSearch.find(map, kind, new Spacing(13, 48), new SeededRandom(1));
            // Then
            if (finding instanceof None<BlockPair> none) {
                assertThat(none.reason())
                        .as(name)
                        .isIn(SkipReason.DEPTH_UNKNOWN, SkipReason.NO_POSITION_BLOCK, SkipReason.NO_POSITION_PAIR);
            } else {
                assertThat(name).isIn("constant", "huge", "huge and tiny", "tiny depths", "one wild depth");
            }
        });
    }
}
