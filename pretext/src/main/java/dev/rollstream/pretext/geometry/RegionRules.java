package dev.rollstream.pretext.geometry;

import java.util.List;

/**
 * What three regions must satisfy. Distances are in pixels of the map.
 *
 * @param passes a band takes its regions by the first of these that any pixel of it satisfies
 * @param minGap by which the scaled depths of a region must exceed those of the region before, exclusive; negative for none
 * @param margin that centres keep from the border
 * @param minDistance between centres
 * @param choices regions drawn for each band, from whose combinations one is drawn
 */
public record RegionRules(List<Smoothness> passes, double minGap, int margin, double minDistance, int choices) {
    /** Takes a copy of the passes. */
    public RegionRules {
        passes = List.copyOf(passes);
    }

    /** As released: windows of 25 px with a range of 0.15, else of 11 px with 0.2; regions know nothing of each other. */
    public static RegionRules reference() {
        return new RegionRules(
                List.of(new Smoothness(12, 0.15), new Smoothness(5, 0.2)), Double.NEGATIVE_INFINITY, 0, 0, 1);
    }

    /**
     * As intended: ranges of 0.15, gaps of 0.05 between regions, markers that neither overlap nor stick out.
     *
     * @param margin that a marker needs
     * @param minDistance that two markers need
     */
    public static RegionRules strict(int margin, double minDistance) {
        return new RegionRules(
                List.of(new Smoothness(12, 0.15), new Smoothness(5, 0.15)), 0.05, margin, minDistance, 24);
    }
}
