package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.geometry.DepthCells.Range;
import dev.rollstream.pretext.geometry.WindowExtremes.Unplaced;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Draws pixels uniformly among those of a band whose surroundings are smooth.
 *
 * <p>Pixels are drawn from the cells of the map that reach into the band until one qualifies, which takes a few looks where many
 * do. After {@value #LOOKS} looks, all that qualify are listed once and drawn from: that costs about as much. Either way each of
 * them is equally likely, and so it is on the whole. For one thread.
 */
final class RegionSampler {
    private static final int LOOKS = 10_000;

    private final DepthMap map;
    private final DepthScale scale;
    private final Band band;
    private final Smoothness smoothness;
    private final Region centres;
    /** Parts of {@link #centres}, none overlapping another, that hold every pixel of the band. */
    private final List<Region> cells = new ArrayList<>();

    private int looks;
    private @Nullable PixelList listed;

    /**
     * A sampler.
     *
     * @param margin how many pixels a centre keeps from the map's border at least
     */
    RegionSampler(DepthCells cells, DepthScale scale, Band band, Smoothness smoothness, int margin) {
        this.map = cells.map();
        this.scale = scale;
        this.band = band;
        this.smoothness = smoothness;
        int border = Math.max(smoothness.half(), margin);
        this.centres = new Region(border, border, map.width() - 2 * border, map.height() - 2 * border);
        for (int row = 0; row < cells.rows(); row++) {
            for (int column = 0; column < cells.columns(); column++) {
                addCell(cells.cell(column, row), cells.range(column, row));
            }
        }
    }

    private void addCell(Region cell, Range range) {
        if (!range.isEmpty() && band.meets(scale.extended(range.min()), scale.extended(range.max()))) {
            int x = Math.max(cell.x(), centres.x());
            int y = Math.max(cell.y(), centres.y());
            int width = Math.min(cell.x() + cell.width(), centres.x() + centres.width()) - x;
            int height = Math.min(cell.y() + cell.height(), centres.y() + centres.height()) - y;
            if (width > 0 && height > 0) {
                cells.add(new Region(x, y, width, height));
            }
        }
    }

    /** A uniform one of the windows that are smooth and have their centre in the band; nothing if there are none. */
    Optional<DepthWindow> draw(SeededRandom random) {
        while (looks < LOOKS && !cells.isEmpty()) {
            looks++;
            Region cell = cells.get(random.below(cells.size()));
            int dx = random.below(DepthCells.SIDE);
            int dy = random.below(DepthCells.SIDE);
            if (dx < cell.width() && dy < cell.height()) {
                Optional<DepthWindow> window = window(cell.x() + dx, cell.y() + dy);
                if (window.isPresent()) {
                    return window;
                }
            }
        }
        if (listed == null) {
            listed = list();
        }
        if (listed.size() == 0) {
            return Optional.empty();
        }
        int pixel = listed.get(random.below(listed.size()));
        return window(pixel % map.width(), pixel / map.width());
    }

    /** The window around a pixel if it is smooth and in the band. */
    private Optional<DepthWindow> window(int x, int y) {
        if (!band.holds(scale.of(map.at(x, y)))) {
            return Optional.empty();
        }
        float min = Float.POSITIVE_INFINITY;
        float max = 0;
        int half = smoothness.half();
        for (int row = y - half; row <= y + half; row++) {
            for (int column = x - half; column <= x + half; column++) {
                float depth = map.at(column, row);
                if (!scale.holds(depth)) {
                    return Optional.empty();
                }
                min = Math.min(min, depth);
                max = Math.max(max, depth);
            }
            if (!(scale.of(max) - scale.of(min) < smoothness.range())) {
                return Optional.empty();
            }
        }
        return Optional.of(new DepthWindow(x, y, min, max));
    }

    /** Every pixel that qualifies. */
    private PixelList list() {
        PixelList pixels = new PixelList();
        for (Region cell : cells) {
            WindowExtremes extremes = new WindowExtremes(map, scale, cell, smoothness.half(), Unplaced.SPOILS);
            for (int y = cell.y(); y < cell.y() + cell.height(); y++) {
                for (int x = cell.x(); x < cell.x() + cell.width(); x++) {
                    double range = scale.of(extremes.max(x, y)) - scale.of(extremes.min(x, y));
                    if (range < smoothness.range() && band.holds(scale.of(map.at(x, y)))) {
                        pixels.add(y * map.width() + x);
                    }
                }
            }
        }
        return pixels;
    }
}
