package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Size;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.Finish.Pattern;
import dev.rollstream.pretext.scene.Turned.Profile;
import java.util.ArrayList;
import java.util.List;

/** Builds what stands outdoors; each thing keeps within its room, in metres around its place. */
final class OutdoorThings {
    private final SeededRandom random;
    private final Palette palette;
    private final List<Solid> solids = new ArrayList<>();

    OutdoorThings(SeededRandom random, Palette palette) {
        this.random = random;
        this.palette = palette;
    }

    List<Solid> built() {
        return solids;
    }

    /**
     * Measures of a house, whose ridge runs along its depth.
     *
     * @param bay width of a window and the wall beside it, in metres
     * @param wide bays
     * @param deep bays
     * @param overhang of the roof over the gables, in metres
     */
    record House(double bay, int wide, int deep, int storeys, double overhang) {
        static final double STOREY = 2.7;

        Size size() {
            return new Size(bay * wide, STOREY * storeys + 0.25, bay * deep);
        }
    }

    void house(Stand stand, House house) {
        Size size = house.size();
        solids.add(Faceted.box(stand, size, palette.front(house.bay, House.STOREY)));
        double roofHeight = size.width() * random.between(0.24, 0.36);
        Size roof = new Size(size.width() + 0.5, roofHeight, size.depth() + 2 * house.overhang);
        solids.add(Faceted.roof(stand.moved(0, size.height(), 0), roof, palette.roof()));
        double chimneyAt = random.between(-0.3, 0.3) * size.depth();
        double side = random.below(2) == 0 ? 0.2 : -0.2;
        solids.add(Faceted.box(
                stand.moved(side * size.width(), size.height(), chimneyAt),
                new Size(0.6, roofHeight * 0.6 + 0.75, 0.7),
                palette.masonry()));
    }

    void fir(double x, double z, double room) {
        double height = random.between(2.6, 3.6) * room + 1;
        Finish needles = palette.leaves(palette.green().times(0.85));
        solids.add(new Turned(x, z, new Profile(0, height * 0.3, room * 0.13, room * 0.11), palette.trunk()));
        for (int layer = 0; layer < 4; layer++) {
            double bottom = height * (0.14 + 0.19 * layer);
            double width = room * (0.9 - 0.19 * layer);
            solids.add(new Turned(x, z, new Profile(bottom, bottom + height * 0.3, width, 0), needles));
        }
    }

    void leafyTree(double x, double z, double room) {
        double stem = random.between(1.6, 2.4);
        Finish leaves = palette.leaves(palette.leaf());
        solids.add(new Turned(x, z, new Profile(0, stem + room * 0.5, room * 0.13, room * 0.09), palette.trunk()));
        solids.add(new Ball(x, stem + room * 0.75, z, room * 0.66, leaves));
        for (int i = 0; i < 6; i++) {
            double around = StrictMath.toRadians(60 * i + random.between(-20, 20));
            double off = room * random.between(0.38, 0.5);
            double radius = room * random.between(0.34, 0.48);
            solids.add(new Ball(
                    x + off * StrictMath.cos(around),
                    stem + room * random.between(0.45, 1.25),
                    z + off * StrictMath.sin(around),
                    radius,
                    leaves));
        }
    }

    void bush(double x, double z, double room) {
        Finish leaves = palette.leaves(palette.green().times(0.9));
        for (int i = 0; i < 4; i++) {
            double radius = room * random.between(0.4, 0.55);
            solids.add(new Ball(
                    x + random.between(-0.45, 0.45) * room,
                    radius * 0.7,
                    z + random.between(-0.45, 0.45) * room,
                    radius,
                    leaves));
        }
    }

    void ball(double x, double z, double room) {
        double radius = room * random.between(0.5, 0.8);
        Pattern pattern = random.below(2) == 0 ? Pattern.BANDS : Pattern.CHEQUERED;
        solids.add(new Ball(x, radius, z, radius, palette.bright(pattern, radius * 0.7)));
    }

    void tower(double x, double z, double room) {
        double height = random.between(3.5, 8);
        double radius = room * random.between(0.55, 0.8);
        solids.add(new Turned(x, z, new Profile(0, height, radius, radius * 0.88), palette.masonry()));
        double roof = radius * random.between(1.5, 2.4);
        solids.add(new Turned(
                x, z, new Profile(height, height + roof, radius * 1.15, 0), palette.bright(Pattern.BANDS, 0.5)));
    }

    void crates(double x, double z, double room) {
        double side = room * random.between(0.9, 1.2);
        Stand stand = new Stand(x, 0, z, random.between(0, 90));
        Pattern pattern = random.below(2) == 0 ? Pattern.CHEQUERED : Pattern.BOARDS;
        solids.add(Faceted.box(stand, new Size(side, side, side), palette.bright(pattern, side / 3)));
        Finish upper = palette.bright(Pattern.BANDS, side / 3);
        if (random.below(2) == 0) {
            double small = side * random.between(0.5, 0.68);
            Stand turned = new Stand(x, side, z, stand.degrees() + random.between(15, 70));
            solids.add(Faceted.box(turned, new Size(small, small, small), upper));
        } else {
            double apex = side * random.between(0.7, 1.1);
            solids.add(Faceted.pyramid(stand.moved(0, side, 0), new Size(side, apex, side), apex, upper));
        }
    }

    /** A car, 4.2 m long and 1.8 m wide, that points along z at no turn. */
    void car(Stand stand) {
        Finish paint = palette.carPaint();
        Finish glass = palette.plain(0x27323B);
        boolean van = random.below(4) == 0;
        double cabin = van ? 0.95 : 0.6;
        double back = van ? -0.35 : -0.25;
        Size body = new Size(1.74, 0.58, 4.2);
        solids.add(Faceted.box(stand.moved(0, 0.3, 0), body, paint));
        Size panes = new Size(1.66, cabin, van ? 3.3 : 2.5);
        solids.add(Faceted.pyramid(stand.moved(0, 0.88, back), panes, van ? 4 : 2.2, glass));
        Size top = new Size(van ? 1.3 : 1.2, 0.06, van ? 2.6 : 1.75);
        solids.add(Faceted.box(stand.moved(0, 0.88 + cabin - 0.02, back), top, paint));
        Finish wheel = Finish.of(Pattern.WHEEL, Rgb.of(0xB9BDC2), Rgb.of(0x3A3C40), 0.36, palette.noise());
        for (double end : new double[] {-1.32, 1.32}) {
            Stand axle = stand.moved(0, 0.34, end);
            solids.add(new Rod(axle.x(), axle.y(), axle.z(), new Rod.Size(1.8, 0.34, stand.degrees()), wheel));
        }
        for (double side : new double[] {-0.6, 0.6}) {
            solids.add(light(stand.moved(side, 0.58, 2.1), 0xF4EFD8));
            solids.add(light(stand.moved(side, 0.58, -2.1), 0xA81E1A));
        }
        solids.add(Faceted.box(stand.moved(0, 0.36, 0), new Size(1.5, 0.14, 4.26), palette.plain(0x2A2C2F)));
    }

    private Solid light(Stand stand, int colour) {
        return Faceted.box(stand, new Size(0.34, 0.16, 0.06), palette.plain(colour));
    }

    /**
     * A street lamp.
     *
     * @param side 1 for an arm to the right, -1 to the left
     */
    void lampPost(double x, double z, double side) {
        Finish iron = palette.plain(0x3C4643);
        solids.add(new Turned(x, z, new Profile(0, 0.5, 0.11, 0.09), iron));
        solids.add(new Turned(x, z, new Profile(0.5, 5.2, 0.065, 0.05), iron));
        solids.add(new Rod(x + side * 0.6, 5.15, z, new Rod.Size(1.3, 0.04, 0), iron));
        solids.add(new Turned(x + side * 1.2, z, new Profile(4.98, 5.14, 0.24, 0.1), iron));
        solids.add(new Ball(x + side * 1.2, 4.97, z, 0.13, palette.plain(0xF7F2DC)));
    }

    /** A bench along z. */
    void bench(double x, double z) {
        Finish slats = palette.timber(palette.wood());
        Finish iron = palette.plain(0x33383A);
        Stand stand = new Stand(x, 0, z, 0);
        solids.add(Faceted.box(stand.moved(0, 0.4, 0), new Size(0.46, 0.06, 1.6), slats));
        solids.add(Faceted.box(stand.moved(x < 0 ? -0.24 : 0.24, 0.5, 0), new Size(0.05, 0.42, 1.6), slats));
        for (double end : new double[] {-0.6, 0.6}) {
            solids.add(Faceted.box(stand.moved(0, 0, end), new Size(0.4, 0.4, 0.06), iron));
        }
    }

    void bin(double x, double z) {
        solids.add(new Turned(x, z, new Profile(0, 0.8, 0.2, 0.24), palette.bright(Pattern.BANDS, 0.4)));
        solids.add(new Turned(x, z, new Profile(0.8, 0.9, 0.26, 0.1), palette.plain(0x2F3336)));
    }
}
