package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.geometry.DepthCells.Range;
import dev.rollstream.pretext.geometry.Finding.Found;
import dev.rollstream.pretext.geometry.Finding.None;
import dev.rollstream.pretext.geometry.PairKind.Extent;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The released choice of two blocks, without looking at all pairs of a million blocks.
 *
 * <p>Blocks are ordered by the distance of their centres from the map's middle, those of one distance row by row; wanted is the
 * first pair (i, j), i before j, in lexicographic order. For one i after the other, the first j is found by branch and bound:
 * tiles of blocks are visited in the order of the nearest place in them, those that cannot hold a partner, by where they lie or
 * by bounds on their depths, are passed over, and the search ends at the first tile that lies beyond the best j so far. Blocks are
 * measured tile by tile, where a tile is looked into at all.
 *
 * <p>The released script stops after 15 seconds, here {@value #MAX_STEPS} looks at a tile or block end the search: some hundred
 * i in a large map where no tile can be passed over, while the script gets through some dozen.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1 and appendix A, https://arxiv.org/abs/2510.27606
 */
public final class CentralPairSearch {
    private static final int MAX_STEPS = 8_000_000;

    private final DepthMap map;
    private final PairKind kind;
    private final int minDistance;
    private final List<BlockTile> tiles;
    private int exhausted;
    private int steps;

    private CentralPairSearch(DepthMap map, PairKind kind) {
        this.map = map;
        this.kind = kind;
        this.minDistance = Blocks.minDistance(map);
        this.tiles = tiles(map);
        tiles.sort(Comparator.comparingLong(tile -> nearest(tile.region())));
    }

    /** The released pair of a kind, which nothing but the map decides. */
    public static Finding<BlockPair> find(DepthMap map, PairKind kind) {
        return map.knownPixels() == 0
                ? new None<>(SkipReason.DEPTH_UNKNOWN, "no pixel of the depth map is known")
                : new CentralPairSearch(map, kind).find();
    }

    private static List<BlockTile> tiles(DepthMap map) {
        DepthCells cells = new DepthCells(map);
        DepthScale scale = cells.scale();
        Region all = Blocks.centres(map, 0);
        List<BlockTile> tiles = new ArrayList<>();
        for (int y = all.y(); y < all.y() + all.height(); y += DepthCells.SIDE) {
            for (int x = all.x(); x < all.x() + all.width(); x += DepthCells.SIDE) {
                int width = Math.min(DepthCells.SIDE, all.x() + all.width() - x);
                int height = Math.min(DepthCells.SIDE, all.y() + all.height() - y);
                Region region = new Region(x, y, width, height);
                Range bounds = cells.range(region, Blocks.HALF);
                if (!bounds.isEmpty()) {
                    Extent scaled = new Extent(scale.of(bounds.min()), scale.of(bounds.max()));
                    tiles.add(new BlockTile(map, scale, region, scaled));
                }
            }
        }
        return tiles;
    }

    private Finding<BlockPair> find() {
        long blocks = 0;
        Visit first = next(-1);
        while (first.found() && steps < MAX_STEPS) {
            blocks++;
            Visit second = partner(first);
            if (second.found()) {
                return new Found<>(new BlockPair(kind, first.block(), second.block()));
            }
            first = next(first.key);
        }
        return new None<>(
                SkipReason.NO_POSITION_PAIR,
                first.found()
                        ? "none of the " + blocks + " most central blocks has a partner"
                        : "none of its " + blocks + " blocks has a partner");
    }

    /** The first block after a key. */
    private Visit next(long after) {
        while (exhausted < tiles.size() && endOf(tiles.get(exhausted)) <= after) {
            exhausted++;
        }
        Visit visit = new Visit(after);
        for (int i = exhausted; i < tiles.size() && startOf(tiles.get(i)) < visit.key; i++) {
            BlockTile tile = tiles.get(i);
            float[] smallest = tile.smallest();
            for (int index = 0; index < smallest.length; index++) {
                if (smallest[index] > 0) {
                    visit.offer(tile, index);
                }
            }
        }
        return visit;
    }

    /** The first block after another that makes a pair with it. */
    private Visit partner(Visit first) {
        DepthWindow block = first.block();
        Extent extent = first.extent();
        Visit visit = new Visit(first.key);
        for (int i = exhausted; i < tiles.size() && startOf(tiles.get(i)) < visit.key; i++) {
            BlockTile tile = tiles.get(i);
            steps++;
            if (endOf(tile) > first.key && mayHoldPartner(tile, block, extent)) {
                look(tile, block, extent, visit);
            }
        }
        return visit;
    }

    private boolean mayHoldPartner(BlockTile tile, DepthWindow block, Extent extent) {
        Region region = tile.region();
        int right = Math.abs(region.x() + region.width() - 1 - block.x());
        int bottom = Math.abs(region.y() + region.height() - 1 - block.y());
        int dx = Math.max(right, Math.abs(region.x() - block.x()));
        int dy = kind == PairKind.FAR ? Math.max(bottom, Math.abs(region.y() - block.y())) : rise(region, block.y());
        return kind.placesFit(dx, dy, minDistance) && kind.depthsMayFit(extent, tile.minima(), tile.maxima());
    }

    /** From a row to the nearest row of a region. */
    private static int rise(Region region, int y) {
        return Math.max(0, Math.max(region.y() - y, y - (region.y() + region.height() - 1)));
    }

    private void look(BlockTile tile, DepthWindow block, Extent extent, Visit visit) {
        float[] smallest = tile.smallest();
        if (!kind.depthsMayFit(extent, tile.minima(), tile.maxima())) {
            return;
        }
        steps += smallest.length;
        for (int index = 0; index < smallest.length; index++) {
            if (smallest[index] > 0
                    && kind.placesFit(tile.x(index) - block.x(), tile.y(index) - block.y(), minDistance)
                    && kind.depthsFit(extent, tile.extent(index))) {
                visit.offer(tile, index);
            }
        }
    }

    /** Place in the order of blocks: squared distance from the middle, then row by row. */
    private long key(int x, int y) {
        long dx = x - map.width() / 2;
        long dy = y - map.height() / 2;
        return dx * dx + dy * dy << Integer.SIZE | (long) y * map.width() + x;
    }

    /** Not above the key of any block of a tile. */
    private long startOf(BlockTile tile) {
        return nearest(tile.region()) << Integer.SIZE;
    }

    /** Above the key of every block of a tile. */
    private long endOf(BlockTile tile) {
        Region region = tile.region();
        long dx = Math.max(map.width() / 2 - region.x(), region.x() + region.width() - 1 - map.width() / 2);
        long dy = Math.max(map.height() / 2 - region.y(), region.y() + region.height() - 1 - map.height() / 2);
        return dx * dx + dy * dy + 1 << Integer.SIZE;
    }

    private long nearest(Region region) {
        long dx = gap(map.width() / 2, region.x(), region.width());
        long dy = gap(map.height() / 2, region.y(), region.height());
        return dx * dx + dy * dy;
    }

    private static int gap(int place, int from, int length) {
        return Math.max(0, Math.max(from - place, place - (from + length - 1)));
    }

    /** The smallest key above another among the blocks that it was offered. */
    private final class Visit {
        private final long after;
        private long key = Long.MAX_VALUE;
        private @Nullable BlockTile tile;
        private int index;

        Visit(long after) {
            this.after = after;
        }

        void offer(BlockTile offered, int offeredIndex) {
            long offeredKey = key(offered.x(offeredIndex), offered.y(offeredIndex));
            if (offeredKey > after && offeredKey < key) {
                key = offeredKey;
                tile = offered;
                index = offeredIndex;
            }
        }

        boolean found() {
            return tile != null;
        }

        DepthWindow block() {
            return Objects.requireNonNull(tile).block(index);
        }

        Extent extent() {
            return Objects.requireNonNull(tile).extent(index);
        }
    }
}
