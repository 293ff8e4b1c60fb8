package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Size;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.Finish.Pattern;
import dev.rollstream.pretext.scene.Turned.Profile;
import java.util.ArrayList;
import java.util.List;

/** Builds what stands and hangs in rooms. Things at a wall stand on the middle of the line where they touch it, backs to it. */
final class IndoorThings {
    private final SeededRandom random;
    private final Palette palette;
    private final List<Solid> solids = new ArrayList<>();

    IndoorThings(SeededRandom random, Palette palette) {
        this.random = random;
        this.palette = palette;
    }

    List<Solid> built() {
        return solids;
    }

    private void box(Stand stand, double width, double height, double depth, Finish finish) {
        solids.add(Faceted.box(stand, new Size(width, height, depth), finish));
    }

    private void turned(Stand stand, Profile over, Finish finish) {
        Profile profile =
                new Profile(stand.y() + over.bottom(), stand.y() + over.top(), over.radius(), over.topRadius());
        solids.add(new Turned(stand.x(), stand.z(), profile, finish));
    }

    void bookcase(Stand wall, double width, int shelves) {
        Rgb wood = palette.wood();
        double height = 0.34 * shelves + 0.12;
        box(wall.moved(0, 0, -0.16), width, height, 0.32, palette.timber(wood));
        Finish books = new Finish(Pattern.BOOKS, wood, wood, 0.045, 0.34, palette.noise());
        box(wall.moved(0, 0.06, -0.315), width - 0.08, 0.34 * shelves + 0.03, 0.03, books);
    }

    /** Drawers, with something on top. */
    void chest(Stand wall, double width, int rows) {
        Rgb wood = palette.wood();
        double height = 0.24 * rows + 0.1;
        int columns = width > 1 ? 2 : 1;
        box(wall.moved(0, 0, -0.22), width, height, 0.44, palette.timber(wood));
        Finish drawers =
                new Finish(Pattern.DRAWERS, wood, Rgb.of(0xE0C878), (width - 0.06) / columns, 0.24, palette.noise());
        box(wall.moved(0, 0.07, -0.44), width - 0.06, 0.24 * rows, 0.02, drawers);
        onTop(wall.moved(-0.28 * width, height, -0.22));
        if (random.below(2) == 0) {
            onTop(wall.moved(0.25 * width, height, -0.22));
        }
    }

    void wardrobe(Stand wall, double width) {
        Rgb wood = palette.wood();
        box(wall.moved(0, 0, -0.28), width, 2.05, 0.56, palette.timber(wood));
        Finish doors = new Finish(Pattern.DRAWERS, wood, Rgb.of(0xD8C8A0), (width - 0.06) / 2, 1.85, palette.noise());
        box(wall.moved(0, 0.12, -0.56), width - 0.06, 1.85, 0.02, doors);
    }

    void sofa(Stand wall, double width) {
        Rgb cloth = palette.cloth();
        Finish fabric = palette.fabric(cloth);
        Finish cushion = palette.fabric(cloth.mix(Rgb.WHITE, 0.14));
        box(wall.moved(0, 0.1, -0.45), width, 0.26, 0.86, fabric);
        box(wall.moved(0, 0.36, -0.14), width - 0.36, 0.48, 0.24, fabric);
        for (double side : new double[] {-1, 1}) {
            box(wall.moved(side * (width / 2 - 0.1), 0.1, -0.45), 0.2, 0.5, 0.88, fabric);
            double seat = (width - 0.44) / 2;
            box(wall.moved(side * (seat / 2 + 0.01), 0.36, -0.58), seat, 0.13, 0.62, cushion);
        }
        Finish pillow = palette.bright(random.below(2) == 0 ? Pattern.BANDS : Pattern.CHEQUERED, 0.1);
        box(wall.moved((random.below(2) - 0.5) * (width - 0.95), 0.49, -0.35), 0.4, 0.36, 0.12, pillow);
    }

    /** A table on four legs, its middle at the stand, set with things. */
    void table(Stand middle, double width, double depth, double height) {
        Rgb wood = palette.wood();
        Finish timber = palette.timber(wood);
        box(middle.moved(0, height - 0.05, 0), width, 0.05, depth, timber);
        Finish legs = palette.plain(wood.times(0.8));
        for (double side : new double[] {-1, 1}) {
            for (double end : new double[] {-1, 1}) {
                box(
                        middle.moved(side * (width / 2 - 0.07), 0, end * (depth / 2 - 0.07)),
                        0.07,
                        height - 0.05,
                        0.07,
                        legs);
            }
        }
        onTop(middle.moved(random.between(-0.35, -0.15) * width, height, random.between(-0.2, 0.2) * depth));
        onTop(middle.moved(random.between(0.15, 0.35) * width, height, random.between(-0.2, 0.2) * depth));
    }

    /** A round table on one foot. */
    void roundTable(Stand middle, double radius, double height) {
        Rgb wood = palette.wood();
        turned(middle, new Profile(height - 0.05, height, radius, radius), palette.timber(wood));
        turned(middle, new Profile(0.04, height - 0.05, 0.06, 0.06), palette.plain(wood.times(0.7)));
        turned(middle, new Profile(0, 0.04, radius * 0.5, radius * 0.45), palette.plain(wood.times(0.7)));
        onTop(middle.moved(0.3 * radius, height, 0.2 * radius));
        onTop(middle.moved(-0.4 * radius, height, -0.2 * radius));
    }

    /** A chair that faces against its z axis. */
    void chair(Stand middle) {
        Rgb wood = palette.wood();
        Finish frame = palette.plain(wood);
        Finish seat = palette.fabric(palette.cloth());
        box(middle.moved(0, 0.43, 0), 0.44, 0.05, 0.42, seat);
        for (double side : new double[] {-0.19, 0.19}) {
            box(middle.moved(side, 0, -0.18), 0.04, 0.43, 0.04, frame);
            box(middle.moved(side, 0, 0.19), 0.04, 0.95, 0.04, frame);
        }
        for (int slat = 0; slat < 3; slat++) {
            box(middle.moved(0, 0.6 + 0.12 * slat, 0.19), 0.36, 0.07, 0.025, frame);
        }
    }

    void armchair(Stand middle) {
        Finish fabric = palette.fabric(palette.cloth());
        box(middle.moved(0, 0.1, 0), 0.84, 0.32, 0.8, fabric);
        box(middle.moved(0, 0.42, 0.29), 0.52, 0.48, 0.2, fabric);
        for (double side : new double[] {-0.34, 0.34}) {
            box(middle.moved(side, 0.42, 0), 0.16, 0.2, 0.8, fabric);
        }
    }

    void stool(Stand middle) {
        turned(middle, new Profile(0, 0.4, 0.16, 0.2), palette.timber(palette.wood()));
        turned(middle, new Profile(0.4, 0.5, 0.23, 0.23), palette.fabric(palette.cloth()));
    }

    void plant(Stand middle, double scale) {
        turned(middle, new Profile(0, 0.34 * scale, 0.14 * scale, 0.2 * scale), palette.bright(Pattern.BANDS, 0.12));
        turned(middle, new Profile(0.34 * scale, 0.7 * scale, 0.03, 0.025), palette.trunk());
        Finish leaves = palette.leaves(palette.green());
        if (random.below(2) == 0) {
            for (int layer = 0; layer < 3; layer++) {
                double bottom = (0.42 + 0.26 * layer) * scale;
                turned(middle, new Profile(bottom, bottom + 0.42 * scale, (0.34 - 0.07 * layer) * scale, 0), leaves);
            }
            return;
        }
        for (int i = 0; i < 6; i++) {
            double around = StrictMath.toRadians(60 * i);
            double off = 0.16 * scale;
            solids.add(new Ball(
                    middle.x() + off * StrictMath.cos(around),
                    middle.y() + random.between(0.6, 1.05) * scale,
                    middle.z() + off * StrictMath.sin(around),
                    random.between(0.11, 0.18) * scale,
                    leaves));
        }
    }

    void floorLamp(Stand middle) {
        Finish iron = palette.plain(0x3A3733);
        turned(middle, new Profile(0, 0.04, 0.17, 0.15), iron);
        turned(middle, new Profile(0.04, 1.42, 0.018, 0.018), iron);
        turned(middle, new Profile(1.34, 1.64, 0.22, 0.14), palette.fabric(Rgb.of(0xF3E2BC)));
    }

    /** A lamp on a cord from the ceiling. */
    void ceilingLamp(Stand lamp, double ceiling) {
        Finish cord = palette.plain(0x4A453E);
        solids.add(new Turned(lamp.x(), lamp.z(), new Profile(lamp.y() + 0.1, ceiling, 0.012, 0.012), cord));
        Rgb shine = Rgb.of(0xFFF4D6);
        solids.add(new Ball(
                lamp.x(), lamp.y(), lamp.z(), 0.15, Finish.of(Pattern.GLOW, shine, shine, 1, palette.noise())));
    }

    void rug(Stand middle, double width, double depth) {
        Finish woven = new Finish(Pattern.RUG, palette.cloth(), palette.cloth(), width, depth, palette.noise());
        box(middle, width, 0.012, depth, woven);
    }

    /** A painting, its lower edge at the stand. */
    void painting(Stand wall, double width, double height) {
        Finish painted = new Finish(
                Pattern.PAINTING, palette.wood().times(0.8), palette.cloth(), width, height, palette.noise());
        box(wall.moved(0, 0, -0.02), width, height, 0.04, painted);
    }

    /** A window, its lower edge at the stand, over a sill. */
    void window(Stand wall, double width, double height) {
        Finish view = new Finish(Pattern.PANE, Rgb.WHITE, palette.cloth(), width, height, palette.noise());
        box(wall.moved(0, 0, -0.015), width, height, 0.03, view);
        box(wall.moved(0, -0.05, -0.06), width + 0.12, 0.05, 0.12, palette.plain(0xECE8DE));
    }

    /** Playthings on the floor, within 0.3 m. */
    void toy(Stand middle) {
        switch (random.below(4)) {
            case 0 -> {
                double radius = random.between(0.16, 0.28);
                Finish painted = palette.bright(random.below(2) == 0 ? Pattern.BANDS : Pattern.CHEQUERED, radius * 0.8);
                solids.add(new Ball(middle.x(), radius, middle.z(), radius, painted));
            }
            case 1 -> {
                double side = random.between(0.28, 0.4);
                box(middle, side, side, side, palette.bright(Pattern.CHEQUERED, side / 3));
                Stand upper = new Stand(middle.x(), side, middle.z(), middle.degrees() + random.between(15, 60));
                box(upper, side * 0.65, side * 0.65, side * 0.65, palette.bright(Pattern.BANDS, side / 5));
            }
            case 2 -> {
                double side = random.between(0.28, 0.38);
                box(middle, side, side, side, palette.bright(Pattern.BANDS, side / 4));
                Size top = new Size(side, side * 0.8, side);
                solids.add(Faceted.pyramid(
                        middle.moved(0, side, 0), top, side * 0.8, palette.bright(Pattern.BANDS, side / 5)));
            }
            default -> {
                Finish wood = palette.timber(palette.wood());
                box(middle, 0.46, 0.3, 0.36, wood);
                box(middle.moved(0, 0.3, 0), 0.5, 0.05, 0.4, palette.bright(Pattern.PLAIN, 1));
            }
        }
    }

    /** Something small, within 0.15 m. */
    private void onTop(Stand top) {
        switch (random.below(5)) {
            case 0 -> {
                Finish glaze = palette.bright(Pattern.BANDS, 0.09);
                turned(top, new Profile(0, 0.16, 0.05, 0.1), glaze);
                turned(top, new Profile(0.16, 0.3, 0.1, 0.045), glaze);
            }
            case 1 -> plant(top, 0.42);
            case 2 -> {
                for (int book = 0; book < 3; book++) {
                    Stand lying = new Stand(
                            top.x(), top.y() + 0.045 * book, top.z(), top.degrees() + random.between(-25, 25));
                    box(lying, 0.26 - 0.02 * book, 0.045, 0.18, palette.plain(palette.cloth()));
                }
            }
            case 3 -> {
                turned(top, new Profile(0, 0.2, 0.07, 0.025), palette.bright(Pattern.PLAIN, 1));
                turned(top, new Profile(0.2, 0.4, 0.15, 0.09), palette.fabric(Rgb.of(0xF3E2BC)));
            }
            default ->
                solids.add(new Ball(top.x(), top.y() + 0.11, top.z(), 0.11, palette.bright(Pattern.CHEQUERED, 0.09)));
        }
    }
}
