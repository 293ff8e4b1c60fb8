package dev.rollstream.pretext.scene;

/** Patterns of parts: house fronts, drawers, book shelves. */
final class Fronts {
    private static final Rgb TRIM = Rgb.of(0xEFEBE0);
    private static final Rgb SKY = Rgb.of(0x9FB9CE);
    private static final Rgb DARK = Rgb.of(0x2A2522);
    private static final Rgb[] DOORS = {
        Rgb.of(0x7A2E22), Rgb.of(0x2E4F3E), Rgb.of(0x2F4468), Rgb.of(0x5C3B22), Rgb.of(0xC09A3C)
    };
    private static final Rgb[] SPINES = {
        Rgb.of(0x8E2F2A),
        Rgb.of(0x2F4E73),
        Rgb.of(0x3F6B4A),
        Rgb.of(0xD3B26A),
        Rgb.of(0x5A3A5E),
        Rgb.of(0xE4DCC8),
        Rgb.of(0x3A3F45),
        Rgb.of(0xB5623A),
        Rgb.of(0x4F8A8B)
    };

    private Fronts() {}

    /** A front whose bays and storeys are of size 1. */
    static Rgb house(Finish finish, Rgb wall, Spot spot) {
        double own = finish.noise().lattice(spot.column(), spot.row());
        if (spot.v() >= 0 && spot.row() == 0 && own < 0.4) {
            return door(wall, DOORS[(int) (own / 0.4 * DOORS.length)], spot);
        }
        double outer = Stripes.box(spot, 0.28, 0.72, 0.28, 0.84);
        double glass = Stripes.box(spot, 0.32, 0.68, 0.31, 0.81);
        double bars =
                Stripes.share(spot.u(), spot.wideU(), 0.485, 0.515) + Stripes.share(spot.v(), spot.wideV(), 0.6, 0.625);
        double sill = Stripes.box(spot, 0.25, 0.75, 0.24, 0.28);
        double up = spot.v() - spot.row();
        Rgb behind = finish.second().mix(SKY, 0.25 + 0.5 * Math.max(0, up - 0.3) * (0.4 + own));
        return wall.mix(TRIM, outer + sill).mix(behind, glass * (1 - Math.min(1, bars)));
    }

    private static Rgb door(Rgb wall, Rgb door, Spot spot) {
        double frame = Stripes.box(spot, 0.28, 0.72, 0, 0.8);
        double leaf = Stripes.box(spot, 0.32, 0.68, 0.02, 0.77);
        double light = Stripes.box(spot, 0.38, 0.62, 0.56, 0.7);
        double panel = Stripes.box(spot, 0.38, 0.47, 0.1, 0.48) + Stripes.box(spot, 0.53, 0.62, 0.1, 0.48);
        return wall.mix(TRIM, frame)
                .mix(door, leaf)
                .mix(door.times(0.75), panel)
                .mix(SKY, light);
    }

    /** Drawers of size 1. */
    static Rgb drawers(Finish finish, Spot spot) {
        double front = Stripes.box(spot, 0.035, 0.965, 0.05, 0.95);
        double inner = Stripes.box(spot, 0.08, 0.92, 0.13, 0.87);
        double knob = Stripes.box(spot, 0.46, 0.54, 0.46, 0.56);
        Rgb wood = finish.first().times(0.55).mix(finish.first(), front);
        return wood.mix(finish.first().times(1.12), 0.6 * inner).mix(finish.second(), knob);
    }

    /** Shelves of height 1 full of books of mean width 1. */
    static Rgb books(Finish finish, Spot spot) {
        Noise noise = finish.noise();
        long shelf = spot.row();
        double up = spot.v() - shelf;
        double board = Stripes.share(spot.v(), spot.wideV(), 0, 0.09);
        double own = noise.lattice(spot.column(), shelf);
        double tall = 0.62 + 0.3 * noise.lattice(spot.column(), shelf + 1_000);
        Rgb spine = SPINES[(int) (own * SPINES.length)].times(0.8 + 0.4 * noise.lattice(spot.column(), shelf + 2_000));
        double gap = Stripes.share(spot.u(), spot.wideU(), 0, 0.1);
        boolean band = up > 0.45 * tall && up < 0.6 * tall;
        Rgb book = (band ? spine.mix(TRIM, 0.35) : spine).mix(DARK, gap);
        return (up > tall ? DARK : book).mix(finish.first(), board);
    }
}
