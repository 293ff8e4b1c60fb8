package dev.rollstream.pretext.scene;

/**
 * What one pixel sees of a pattern.
 *
 * @param u along the surface, to the right as one looks at it
 * @param v up the surface
 * @param wideU what the pixel covers of u
 * @param wideV what the pixel covers of v
 */
record Spot(double u, double v, double wideU, double wideV) {
    /** This spot measured in other units. */
    Spot in(double unitU, double unitV) {
        return new Spot(u / unitU, v / unitV, wideU / unitU, wideV / unitV);
    }

    long column() {
        return (long) Math.floor(u);
    }

    long row() {
        return (long) Math.floor(v);
    }

    double wide() {
        return Math.max(wideU, wideV);
    }

    Spot shifted(double byU, double byV) {
        return new Spot(u + byU, v + byV, wideU, wideV);
    }
}
