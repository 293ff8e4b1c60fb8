package dev.rollstream.pretext.scene;

/**
 * The plane y = 0, with a way along z through it, up to the foot of the woods.
 *
 * @param kind of surface
 * @param first colour beside the way
 * @param second colour beside the way
 * @param wayX middle of the way
 * @param crossing how far ahead the street's last houses begin, behind a road that crosses it
 * @param end where the woods begin, in metres ahead
 */
record Ground(Kind kind, Rgb first, Rgb second, double wayX, double crossing, double end, Noise noise)
        implements Surface {
    /** Half the width of a street's road between its kerbs, in metres. */
    static final double ROAD_HALF = 4.2;
    /** How far from the middle of a street its pavements reach, in metres. */
    static final double STREET_HALF = 6.8;
    /** A street runs into the one that crosses it so many metres before the last houses. */
    static final double CROSSING = 10;

    private static final Rgb ASPHALT = Rgb.of(0x55575C);
    private static final Rgb PAINT = Rgb.of(0xE8E6DA);
    private static final Rgb KERB = Rgb.of(0xB9B4A8);
    private static final Rgb GRASS = Rgb.of(0x6B8C3C);
    private static final Rgb SAND = Rgb.of(0xCDB588);
    /** Half the width of a road in the country. */
    private static final double COUNTRY_HALF = 2.3;
    /** Zebra crossings are so many metres apart. */
    private static final double CROSSINGS = 23;

    enum Kind {
        /** Square slabs, no way. */
        TILES,
        /** Grass with a winding path. */
        PATH,
        /** Grass with a straight road. */
        ROAD,
        /** A road between pavements. */
        STREET
    }

    /** Half the width of the way, in metres, with a margin to keep it clear. */
    double clearance() {
        return switch (kind) {
            case TILES -> 0;
            case PATH -> 1.6;
            case ROAD -> COUNTRY_HALF + 0.5;
            case STREET -> STREET_HALF;
        };
    }

    /** Offers the ground to a ray that goes down. */
    void meet(Ray ray, Hit hit) {
        if (ray.y() < 0 && -ray.originY() * ray.z() >= (end - ray.originZ()) * ray.y()) {
            hit.offer(-ray.originY() / ray.y(), this, 0, 1, 0);
        }
    }

    @Override
    public Rgb colour(Place place) {
        Spot spot = new Spot(place.x(), place.z(), place.reach(1, 0, 0), place.reach(0, 0, 1));
        double across = Math.abs(spot.u() - wayX);
        return switch (kind) {
            case TILES -> slabs(spot, 1.2);
            case PATH -> path(spot);
            case ROAD ->
                across < COUNTRY_HALF ? road(spot, across) : across < COUNTRY_HALF + 0.25 ? KERB : meadow(spot);
            case STREET -> street(spot, across);
        };
    }

    private Rgb path(Spot spot) {
        double middle = wayX + 3 * (noise.at(7.5, spot.v() / 9) - 0.5);
        double edge = 0.85 + 0.3 * noise.at(spot.v(), 3) - Math.abs(spot.u() - middle);
        double share = Math.max(0, Math.min(1, 0.5 + edge / Math.max(0.08, spot.wideU())));
        Rgb sand = SAND.times(0.85 + 0.3 * noise.cloudy(spot.u() * 3, spot.v() * 3, 3 * spot.wide()));
        return meadow(spot).mix(sand, share);
    }

    private Rgb slabs(Spot metres, double side) {
        Spot spot = metres.in(side, side);
        double kept = Math.max(0, 1 - 0.8 * spot.wide());
        double own = kept * (noise.lattice(spot.column(), spot.row()) - 0.5);
        double joint = 1 - Stripes.box(spot, 0.035, 1, 0.035, 1);
        return first.mix(second, Stripes.chequered(spot)).times(0.95 + 0.25 * own - 0.35 * joint);
    }

    private Rgb meadow(Spot spot) {
        double tuft = noise.at(spot.u() * 6, spot.v() * 4, 6 * spot.wide());
        double blade = noise.at(spot.u() * 22, spot.v() * 13, 22 * spot.wide());
        Rgb grass = kind == Kind.STREET
                ? GRASS
                : first.mix(second, noise.cloudy(spot.u() / 3, spot.v() / 3, spot.wide() / 3));
        return grass.times(0.72 + 0.28 * tuft + 0.28 * blade);
    }

    private Rgb street(Spot spot, double across) {
        double before = crossing - spot.v();
        if (before < CROSSING) {
            return before > 3 ? asphalt(spot) : before > 2.76 ? KERB : before > 0 ? slabs(spot, 0.6) : meadow(spot);
        }
        return across < ROAD_HALF ? road(spot, across) : pavement(spot, across);
    }

    private Rgb asphalt(Spot spot) {
        double grit = noise.at(spot.u() * 30, spot.v() * 30, 30 * spot.wide());
        return ASPHALT.times(
                0.78 + 0.22 * noise.cloudy(spot.u() * 1.3, spot.v() * 0.7, 1.3 * spot.wide()) + 0.16 * grit);
    }

    private Rgb road(Spot spot, double across) {
        double half = kind == Kind.STREET ? ROAD_HALF : COUNTRY_HALF;
        double dash = Stripes.share(spot.v() / 4, spot.wideV() / 4, 0, 0.5) * line(spot, across, 0, 0.08);
        double edge = kind == Kind.ROAD ? line(spot, across, half - 0.4, half - 0.28) : 0;
        double zebra =
                kind == Kind.STREET ? Stripes.share((spot.v() - 9) / CROSSINGS, spot.wideV() / CROSSINGS, 0, 0.13) : 0;
        double bars = Stripes.share(spot.u() / 1.1, spot.wideU() / 1.1, 0.25, 0.75) * line(spot, across, 0, half - 0.4);
        return asphalt(spot).mix(PAINT, zebra * bars + (1 - zebra) * Math.min(1, dash + edge));
    }

    /** The share of a line along the way that a spot sees. */
    private static double line(Spot spot, double across, double from, double to) {
        double half = Math.max(0.01, spot.wideU()) / 2;
        double seen = Math.min(across + half, to) - Math.max(across - half, from);
        return Math.max(0, seen) / (2 * half);
    }

    private Rgb pavement(Spot spot, double across) {
        double joint = Stripes.share(spot.v(), spot.wideV(), 0, 0.02);
        Rgb kerb = KERB.times(1.05 - 0.4 * joint - 0.3 * line(spot, across, ROAD_HALF, ROAD_HALF + 0.04));
        return across < ROAD_HALF + 0.24 ? kerb : across < STREET_HALF ? slabs(spot, 0.6) : meadow(spot);
    }
}
