package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.geometry.Finding.Found;
import dev.rollstream.pretext.geometry.Finding.None;
import dev.rollstream.pretext.geometry.PairKind.Extent;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The intended choice of two blocks: a uniform one of the pairs that {@value #BLOCKS} random blocks make, so that several tasks on
 * one picture ask about different places.
 *
 * <p>Beyond what the released search asks for, a block has a known centre and 90 % known pixels; its marker does not stick out of
 * the picture; markers do not overlap; blocks at one depth are {@value #NEAR_DISTANCE} px apart whatever the size of the picture;
 * and the answer holds in space as well as in the picture ({@link Perspective}).
 */
public final class RandomPairSearch {
    private static final int BLOCKS = 256;
    private static final int DRAWS = 16_000;
    private static final int NEAR_DISTANCE = 150;
    private static final int WINDOW = (2 * Blocks.HALF + 1) * (2 * Blocks.HALF + 1);
    private static final int MAX_UNKNOWN = WINDOW / 10;

    private final DepthMap map;
    private final PairKind kind;
    private final Spacing spacing;
    private final DepthScale scale;
    private final Perspective perspective;

    /**
     * Room that markers need, in pixels of the map.
     *
     * @param margin that centres keep from the border
     * @param minDistance between centres
     */
    public record Spacing(int margin, double minDistance) {}

    private RandomPairSearch(DepthMap map, PairKind kind, Spacing spacing) {
        this.map = map;
        this.kind = kind;
        this.spacing = spacing;
        this.scale = new DepthCells(map).scale();
        this.perspective = Perspective.of(map);
    }

    /** Draws a pair of a kind, or says what there was none of. */
    public static Finding<BlockPair> find(DepthMap map, PairKind kind, Spacing spacing, SeededRandom random) {
        return map.knownPixels() == 0
                ? new None<>(SkipReason.DEPTH_UNKNOWN, "no pixel of the depth map is known")
                : new RandomPairSearch(map, kind, spacing).find(random);
    }

    private Finding<BlockPair> find(SeededRandom random) {
        List<DepthWindow> blocks = blocks(random);
        if (blocks.size() < 2) {
            return new None<>(
                    SkipReason.NO_POSITION_BLOCK,
                    "smooth and known blocks are rare: " + blocks.size() + " in " + DRAWS + " draws");
        }
        List<BlockPair> pairs = pairs(blocks);
        if (pairs.isEmpty()) {
            return new None<>(
                    SkipReason.NO_POSITION_PAIR,
                    "no two of " + blocks.size() + " random blocks are a "
                            + kind.name().toLowerCase(Locale.ROOT) + " pair");
        }
        return new Found<>(pairs.get(random.below(pairs.size())));
    }

    private List<DepthWindow> blocks(SeededRandom random) {
        List<DepthWindow> blocks = new ArrayList<>();
        Region centres = Blocks.centres(map, spacing.margin());
        if (centres.width() < 1 || centres.height() < 1) {
            return blocks;
        }
        for (int i = 0; i < DRAWS && blocks.size() < BLOCKS; i++) {
            int x = centres.x() + random.below(centres.width());
            int y = centres.y() + random.below(centres.height());
            if (map.at(x, y) > 0) {
                block(x, y).ifPresent(blocks::add);
            }
        }
        return blocks;
    }

    /** The window around a pixel if it is smooth and known well enough. */
    private Optional<DepthWindow> block(int x, int y) {
        float min = Float.POSITIVE_INFINITY;
        float max = 0;
        int unknown = 0;
        for (int row = y - Blocks.HALF; row <= y + Blocks.HALF; row++) {
            for (int column = x - Blocks.HALF; column <= x + Blocks.HALF; column++) {
                float depth = map.at(column, row);
                if (depth > 0) {
                    min = Math.min(min, depth);
                    max = Math.max(max, depth);
                } else {
                    unknown++;
                }
            }
            if (unknown > MAX_UNKNOWN || scale.of(max) - scale.of(min) > Blocks.MAX_RANGE) {
                return Optional.empty();
            }
        }
        return Optional.of(new DepthWindow(x, y, min, max));
    }

    private List<BlockPair> pairs(List<DepthWindow> blocks) {
        int needed = Math.max(Blocks.minDistance(map), (int) StrictMath.ceil(spacing.minDistance()));
        int minDistance = kind == PairKind.NEAR ? Math.max(NEAR_DISTANCE, needed) : needed;
        List<BlockPair> pairs = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            DepthWindow a = blocks.get(i);
            Extent extent = extent(a);
            for (DepthWindow b : blocks.subList(i + 1, blocks.size())) {
                if (kind.placesFit(b.x() - a.x(), b.y() - a.y(), minDistance)
                        && kind.depthsFit(extent, extent(b))
                        && perspective.confirms(kind, a, b)) {
                    pairs.add(new BlockPair(kind, a, b));
                }
            }
        }
        return pairs;
    }

    private Extent extent(DepthWindow block) {
        return new Extent(scale.of(block.min()), scale.of(block.max()));
    }
}
