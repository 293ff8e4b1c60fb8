package dev.rollstream.pretext.geometry;

/** Three smooth regions at different depths, one of each {@link Band}. */
public record DepthRegions(DepthWindow near, DepthWindow middle, DepthWindow far) {
    /** The region of a band. */
    public DepthWindow of(Band band) {
        return switch (band) {
            case NEAR -> near;
            case MIDDLE -> middle;
            case FAR -> far;
        };
    }
}
