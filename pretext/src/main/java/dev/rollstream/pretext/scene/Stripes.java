package dev.rollstream.pretext.scene;

/** Stripes as a pixel sees them that covers more than a point: what makes patterns without flicker in the distance. */
final class Stripes {
    private static final double NARROWEST = 1e-4;

    private Stripes() {}

    /**
     * Of stripes that cover every unit of a line between {@code from} and {@code to}, the share that a pixel around {@code at} sees.
     *
     * @param wide what the pixel covers of the line
     * @return 0 to 1; exact for a box filter
     */
    static double share(double at, double wide, double from, double to) {
        double width = Math.max(NARROWEST, wide);
        return (covered(at + width / 2, from, to) - covered(at - width / 2, from, to)) / width;
    }

    private static double covered(double until, double from, double to) {
        double whole = Math.floor(until);
        return whole * (to - from) + Math.max(0, Math.min(until - whole, to) - from);
    }

    /** The share of a chequered board's other squares, of side 1. */
    static double chequered(Spot spot) {
        double across = share(spot.u() / 2, spot.wideU() / 2, 0, 0.5);
        double up = share(spot.v() / 2, spot.wideV() / 2, 0, 0.5);
        return across + up - 2 * across * up;
    }

    /** The share of a rectangle that repeats in every unit square. */
    static double box(Spot spot, double left, double right, double low, double high) {
        return share(spot.u(), spot.wideU(), left, right) * share(spot.v(), spot.wideV(), low, high);
    }
}
