package dev.rollstream.pretext.scene;

/**
 * The plane y = 0, with a way along z through it, up to the foot of the hills.
 *
 * @param kind of surface
 * @param first colour beside the way
 * @param second colour beside the way
 * @param wayX middle of the way
 * @param end where the hills begin, in metres ahead
 */
record Ground(Kind kind, Rgb first, Rgb second, double wayX, double end, Noise noise) {
    private static final Rgb ASPHALT = Rgb.of(0x5A5C60);
    private static final Rgb PAINT = Rgb.of(0xE8E6DA);
    private static final Rgb KERB = Rgb.of(0xB9B4A8);
    private static final Rgb SAND = Rgb.of(0xCDB588);

    enum Kind {
        /** Square slabs, no way. */
        TILES,
        /** Grass with a winding path. */
        PATH,
        /** Grass with a straight road. */
        ROAD
    }

    /** Half the width of the way, in metres, with a margin to keep it clear. */
    double clearance() {
        return switch (kind) {
            case TILES -> 0;
            case PATH -> 1.3;
            case ROAD -> 3.2;
        };
    }

    /** Whether a ray that no solid stops ends on the ground. */
    boolean seenAlong(Ray ray) {
        return ray.y() < 0 && -ray.originY() * ray.z() >= end * ray.y();
    }

    /** The colour at a place, before light. */
    Rgb at(double x, double z) {
        double across = Math.abs(x - wayX);
        return switch (kind) {
            case TILES -> tiles(x, z);
            case PATH ->
                Math.abs(x - wayX - 3 * (noise.at(7.5, z / 9) - 0.5)) < 0.8 + 0.3 * noise.at(z, 3)
                        ? SAND.times(0.85 + 0.3 * noise.cloudy(x * 3, z * 3))
                        : meadow(x, z);
            case ROAD -> across < 2.8 ? road(x, z, across) : across < 3.05 ? KERB : meadow(x, z);
        };
    }

    private Rgb tiles(double x, double z) {
        long column = (long) Math.floor(x / 1.2);
        long row = (long) Math.floor(z / 1.2);
        Rgb base = (column + row) % 2 == 0 ? first : second;
        boolean joint = x / 1.2 - column < 0.04 || z / 1.2 - row < 0.04;
        return base.times((joint ? 0.6 : 0.85) + 0.2 * noise.lattice(column, row) + 0.1 * noise.at(x * 5, z * 5));
    }

    private Rgb meadow(double x, double z) {
        return first.mix(second, noise.cloudy(x / 3, z / 3)).times(0.8 + 0.4 * noise.at(x * 6, z * 2.5));
    }

    private Rgb road(double x, double z, double across) {
        boolean dash = across < 0.09 && z / 3 - Math.floor(z / 3) < 0.55;
        boolean edge = across > 2.45 && across < 2.58;
        return dash || edge ? PAINT : ASPHALT.times(0.88 + 0.24 * noise.cloudy(x * 2, z * 2));
    }
}
