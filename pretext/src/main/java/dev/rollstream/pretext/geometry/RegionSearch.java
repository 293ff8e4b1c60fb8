package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.geometry.Finding.Found;
import dev.rollstream.pretext.geometry.Finding.None;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds three regions whose order in depth can be asked for. Depths are scaled by the 0.5th and 99.5th percentile, so that a few
 * wild ones do not matter; beyond these they count as unknown.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1 and appendix A, https://arxiv.org/abs/2510.27606
 */
public final class RegionSearch {
    private static final double LOW_PERCENT = 0.5;
    private static final double HIGH_PERCENT = 99.5;

    private final DepthScale scale;
    private final RegionRules rules;
    private final DepthCells cells;

    private RegionSearch(DepthMap map, DepthScale scale, RegionRules rules) {
        this.scale = scale;
        this.rules = rules;
        this.cells = new DepthCells(map);
    }

    /** Draws regions that satisfy the rules, or says what there was none of. */
    public static Finding<DepthRegions> find(DepthMap map, RegionRules rules, SeededRandom random) {
        if (map.knownPixels() == 0) {
            return new None<>(SkipReason.DEPTH_UNKNOWN, "no pixel of the depth map is known");
        }
        DepthScale scale = scale(map);
        if (scale.isFlat()) {
            return new None<>(SkipReason.NO_DEPTH_REGION, "99 % of the known depths are the same");
        }
        return new RegionSearch(map, scale, rules).find(random);
    }

    /** The scale on which regions of a map are measured; some depth must be known. */
    public static DepthScale scale(DepthMap map) {
        return DepthScale.ofPercentiles(map, LOW_PERCENT, HIGH_PERCENT);
    }

    private Finding<DepthRegions> find(SeededRandom random) {
        List<List<DepthWindow>> drawn = new ArrayList<>();
        for (Band band : Band.values()) {
            List<DepthWindow> regions = regions(band, random);
            if (regions.isEmpty()) {
                String name = band.name().toLowerCase(Locale.ROOT);
                return new None<>(SkipReason.NO_DEPTH_REGION, "no smooth " + name + " region");
            }
            drawn.add(regions);
        }
        return choose(drawn, random);
    }

    private List<DepthWindow> regions(Band band, SeededRandom random) {
        for (Smoothness pass : rules.passes()) {
            RegionSampler sampler = new RegionSampler(cells, scale, band, pass, rules.margin());
            List<DepthWindow> regions = new ArrayList<>();
            Optional<DepthWindow> region = sampler.draw(random);
            while (region.isPresent()) {
                regions.add(region.get());
                region = regions.size() < rules.choices() ? sampler.draw(random) : Optional.empty();
            }
            if (!regions.isEmpty()) {
                return regions;
            }
        }
        return List.of();
    }

    /** A uniform one of the combinations that satisfy the rules. */
    private Finding<DepthRegions> choose(List<List<DepthWindow>> drawn, SeededRandom random) {
        List<DepthRegions> ordered = ordered(drawn);
        if (ordered.isEmpty()) {
            return new None<>(SkipReason.DEPTH_GAP_TOO_SMALL, "no gap above " + rules.minGap() + " between regions");
        }
        List<DepthRegions> good = ordered.stream().filter(this::spaced).toList();
        if (good.isEmpty()) {
            return new None<>(
                    SkipReason.MARKERS_TOO_CLOSE, "regions are nearer than " + Math.round(rules.minDistance()) + " px");
        }
        return new Found<>(good.get(random.below(good.size())));
    }

    /** The combinations whose regions are apart in depth. */
    private List<DepthRegions> ordered(List<List<DepthWindow>> drawn) {
        List<DepthRegions> ordered = new ArrayList<>();
        for (DepthWindow middle : drawn.get(Band.MIDDLE.ordinal())) {
            List<DepthWindow> beyond = drawn.get(Band.FAR.ordinal()).stream()
                    .filter(far -> apart(middle, far))
                    .toList();
            for (DepthWindow near : drawn.get(Band.NEAR.ordinal())) {
                if (apart(near, middle)) {
                    beyond.forEach(far -> ordered.add(new DepthRegions(near, middle, far)));
                }
            }
        }
        return ordered;
    }

    private boolean apart(DepthWindow nearer, DepthWindow farther) {
        return scale.of(farther.min()) - scale.of(nearer.max()) > rules.minGap();
    }

    private boolean spaced(DepthRegions regions) {
        double needed = rules.minDistance() * rules.minDistance();
        return regions.near().squaredDistance(regions.middle()) >= needed
                && regions.middle().squaredDistance(regions.far()) >= needed
                && regions.near().squaredDistance(regions.far()) >= needed;
    }
}
