package dev.rollstream.pretext.geometry;

/**
 * A square of a depth map.
 *
 * @param x column of its centre
 * @param y row of its centre
 * @param min smallest known depth in it, unscaled
 * @param max largest known depth in it, unscaled
 */
public record DepthWindow(int x, int y, float min, float max) {
    /** Squared distance of the centres, in pixels. */
    public long squaredDistance(DepthWindow other) {
        long dx = other.x - x;
        long dy = other.y - y;
        return dx * dx + dy * dy;
    }
}
