package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.OutdoorThings.House;

/** Makes up a street between houses, seen along, up to the street that crosses it and what stands behind that. */
final class StreetComposer {
    /** Where the rows of houses begin: behind the camera, for their shadows. */
    private static final double START = -12;
    /** Nothing small stands nearer than this. */
    private static final double NEAREST = 4.6;

    private static final double KERB_PLACE = Ground.ROAD_HALF + 0.55;

    private final SeededRandom random;
    private final Palette palette;
    private final OutdoorThings things;
    private final Plot plot = new Plot();
    private final double end;

    StreetComposer(SeededRandom random) {
        this.random = random;
        this.palette = new Palette(random);
        this.things = new OutdoorThings(random, palette);
        this.end = random.between(38, 54);
    }

    Scene compose() {
        Weather weather = new Weather(random, palette.noise());
        double x = random.between(-5, 5);
        double right = -2.4 * x + random.between(-9, 9);
        Camera camera = new Camera(new Camera.Pose(
                x, random.between(1.7, 2.8), 0, right, random.between(2, 6), random.between(0.75, 0.95)));
        row(-1);
        row(1);
        boolean closed = random.below(3) > 0;
        if (closed) {
            acrossTheEnd();
        }
        cars();
        for (int side = -1; side <= 1; side += 2) {
            pavement(side);
        }
        Rgb slabs = Rgb.of(0xA8A49B).mix(palette.wall(), 0.2);
        double woods = closed ? end + 14 : end + 4;
        Ground ground = new Ground(Ground.Kind.STREET, slabs, slabs.times(0.93), 0, end, woods, palette.noise());
        Setting setting = new Outdoors(ground, weather.woods(woods), weather.sky());
        return new Scene(things.built(), setting, weather.sun(), camera);
    }

    private House draw(double overhang) {
        return new House(random.between(1.9, 2.5), 3, 2 + random.below(3), 1 + random.below(3), overhang);
    }

    private void row(int side) {
        double z = START + random.between(0, 4);
        while (true) {
            House house = draw(0);
            double deep = house.size().depth();
            if (z + deep > end - Ground.CROSSING - 2) {
                return;
            }
            double x = side
                    * (Ground.STREET_HALF
                            + random.between(0, 0.5)
                            + house.size().width() / 2);
            things.house(new Stand(x, 0, z + deep / 2, 0), house);
            z += deep + (random.below(4) == 0 ? gap(side, z + deep) : 0);
        }
    }

    /** A gap between two houses, with a tree in it. */
    private double gap(int side, double from) {
        double wide = random.between(3, 4.5);
        things.leafyTree(side * (Ground.STREET_HALF + 2.4), from + wide / 2, wide / 2 / 0.95);
        return wide;
    }

    /** Houses that face the camera, behind the street that crosses. */
    private void acrossTheEnd() {
        double x = -30 + random.between(0, 6);
        while (x < 30) {
            House house = draw(0);
            double deep = house.size().depth();
            things.house(new Stand(x + deep / 2, 0, end + house.size().width() / 2, 90), house);
            x += deep + (random.below(5) == 0 ? 3 : 0);
        }
    }

    private void cars() {
        double parked = Ground.ROAD_HALF - 1.05;
        double last = end - Ground.CROSSING - 4;
        for (int side = -1; side <= 1; side += 2) {
            for (double z = NEAREST + random.between(2.5, 6); z < last; z += random.between(5.4, 6.4)) {
                if (random.below(2) == 0) {
                    car(side * parked, z, random.below(2) * 180 + random.between(-1.5, 1.5));
                }
            }
        }
        if (random.below(2) == 0) {
            double side = random.below(2) == 0 ? -1 : 1;
            car(side * 1.15, random.between(13, last), side < 0 ? 180 : 0);
        }
        car(random.between(-9, 9), end - 4.8, random.below(2) * 180 + 90);
    }

    private void car(double x, double z, double degrees) {
        if (plot.take(x, z, 0.95, 2.3)) {
            things.car(new Stand(x, 0, z, degrees));
        }
    }

    private void pavement(int side) {
        double last = end - Ground.CROSSING - 1;
        boolean trees = random.below(3) > 0;
        double z = NEAREST + random.between(0, 6);
        for (int i = 0; z < last; i++) {
            if (i % 2 == 0) {
                things.lampPost(side * KERB_PLACE, z, -side);
            } else if (trees) {
                things.leafyTree(side * (KERB_PLACE + 0.25), z, random.between(1.1, 1.6));
            }
            plot.take(side * KERB_PLACE, z, 0.5, 0.5);
            z += random.between(6, 8.5);
        }
        for (int i = 0; i < 7; i++) {
            small(side, random.between(NEAREST, last));
        }
    }

    private void small(int side, double z) {
        double x = side * (Ground.STREET_HALF - 0.6);
        if (!plot.take(x, z, 0.6, 1)) {
            return;
        }
        switch (random.below(5)) {
            case 0 -> things.bench(x, z);
            case 1 -> things.bin(x, z);
            case 2 -> things.bush(x, z, 0.55);
            case 3 -> things.ball(x, z, 0.5);
            default -> things.crates(x, z, 0.5);
        }
    }
}
