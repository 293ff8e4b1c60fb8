package dev.rollstream.pretext.scene;

/**
 * How a surface is coloured.
 *
 * @param pattern of two colours
 * @param width of what the pattern repeats, in metres along the surface
 * @param height likewise, up the surface
 */
record Finish(Pattern pattern, Rgb first, Rgb second, double width, double height, Noise noise) {
    /** Patterns over surface coordinates. */
    enum Pattern {
        /** One colour, hardly uneven. */
        PLAIN,
        /** Blotches of two colours. */
        MOTTLED,
        /** Leaves in light and shade. */
        LEAVES,
        /** Courses of bricks, every other one shifted; the second colour is the mortar's. */
        BRICKS,
        /** Level bands. */
        BANDS,
        /** Upright stripes with a motif between. */
        PAPER,
        CHEQUERED,
        /** Square tiles of two colours in no order, with joints. */
        TILES,
        /** Boards side by side, each of a tint of its own. */
        BOARDS,
        /** A house's front: windows, and doors below; the second colour is the glass's. */
        FRONT,
        /** A front of bricks. */
        BRICK_FRONT,
        /** Fronts of drawers, with knobs. */
        DRAWERS,
        /** Rows of books. */
        BOOKS,
        /** A carpet with a border; one to a surface. */
        RUG,
        /** A framed painting; one to a surface. */
        PAINTING,
        /** A window seen from inside, with the view through it; one to a surface. */
        PANE,
        /** Light. */
        GLOW,
        /** A wheel: tyre, rim, hub. */
        WHEEL
    }

    /** A finish that repeats in squares. */
    static Finish of(Pattern pattern, Rgb first, Rgb second, double scale, Noise noise) {
        return new Finish(pattern, first, second, scale, scale, noise);
    }

    static Finish plain(Rgb colour, Noise noise) {
        return of(Pattern.PLAIN, colour, colour, 1, noise);
    }

    boolean glows() {
        return pattern == Pattern.GLOW || pattern == Pattern.PANE;
    }

    /** The colour at a spot measured in metres, before light. */
    Rgb at(Spot metres) {
        Spot spot = metres.in(width, height);
        return switch (pattern) {
            case GLOW -> first;
            case PANE -> Pictures.pane(this, spot);
            case PAINTING -> Pictures.painting(this, spot);
            case RUG -> Pictures.rug(this, spot);
            case PLAIN, LEAVES, DRAWERS, BOOKS -> wall(spot);
            default ->
                wall(spot).times(0.9 + 0.2 * noise.cloudy(metres.u() * 2.3, metres.v() * 2.3, 2.3 * metres.wide()));
        };
    }

    private Rgb wall(Spot spot) {
        return switch (pattern) {
            case MOTTLED -> first.mix(second, noise.cloudy(2 * spot.u(), 2 * spot.v(), 2 * spot.wide()));
            case LEAVES -> leaves(spot);
            case BRICKS -> bricks(spot);
            case BANDS -> first.mix(second, Stripes.share(spot.v(), spot.wideV(), 0.5, 1));
            case CHEQUERED -> first.mix(second, Stripes.chequered(spot));
            case TILES -> tiles(spot);
            case BOARDS -> boards(spot);
            case PAPER -> paper(spot);
            case FRONT -> Fronts.house(this, first, spot);
            case BRICK_FRONT -> Fronts.house(this, bricks(spot.in(0.22, 0.05)), spot);
            case DRAWERS -> Fronts.drawers(this, spot);
            case BOOKS -> Fronts.books(this, spot);
            case WHEEL -> spot.v() > 0.62 ? second.times(0.5) : spot.v() > 0.15 ? first : second;
            default -> first.times(0.95 + 0.1 * noise.at(spot.u() * 3, spot.v() * 3, 3 * spot.wide()));
        };
    }

    private Rgb leaves(Spot spot) {
        double bunch = noise.at(spot.u(), spot.v(), spot.wide());
        double leaf = noise.at(4.7 * spot.u() + 5, 4.7 * spot.v(), 4.7 * spot.wide());
        return first.mix(second, Math.max(0, Math.min(1, 1.5 * bunch + 1.1 * leaf - 0.8)));
    }

    private Rgb bricks(Spot spot) {
        Spot laid = spot.shifted((spot.row() & 1) * 0.5, 0);
        double bed = Stripes.share(spot.v(), spot.wideV(), 0, 0.16);
        double joint = Stripes.share(laid.u(), laid.wideU(), 0, 0.07);
        double tint = Math.max(0, 1 - laid.wide()) * (noise.lattice(laid.column(), laid.row()) - 0.5);
        return first.times(1 + 0.36 * tint).mix(second, bed + joint - bed * joint);
    }

    private Rgb tiles(Spot spot) {
        double own = noise.lattice(spot.column(), spot.row());
        double kept = Math.max(0, 1 - 0.7 * spot.wide());
        double joint = 1 - Stripes.box(spot, 0.02, 0.98, 0.02, 0.98);
        return first.mix(second, 0.5 + kept * (own - 0.5)).times(1 - 0.4 * joint);
    }

    private Rgb boards(Spot spot) {
        double shift = noise.lattice(spot.column(), 77);
        Spot laid = spot.shifted(0, shift);
        double kept = Math.max(0, 1 - 0.7 * spot.wideU());
        double own = noise.lattice(laid.column(), laid.row()) - 0.5;
        double grain = noise.at(spot.u() * 9, spot.v() * 2.5 + 31 * shift, 9 * spot.wideU()) - 0.5;
        double gap = 1 - Stripes.box(laid, 0.005 / width, 1, 0.005 / height, 1);
        return first.mix(second, 0.5 + kept * (0.7 * own + 0.3 * grain)).times(1 - 0.5 * gap);
    }

    private Rgb paper(Spot spot) {
        double stripe = Stripes.share(spot.u(), spot.wideU(), 0.2, 0.8);
        double away = Math.abs(spot.u() - spot.column() - 0.5) * 2.2 + Math.abs(spot.v() - spot.row() - 0.5) * 2.2;
        double motif = Math.max(0, 1 - spot.wide()) * Math.max(0, Math.min(1, (0.5 - away) * 6));
        return first.mix(second, 0.35 * stripe).mix(second, 0.7 * motif);
    }
}
