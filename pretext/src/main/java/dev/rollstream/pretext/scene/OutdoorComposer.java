package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.OutdoorThings.House;
import java.util.List;

/** Makes up a scene outdoors: ground, sky, light, and things set out in view so that none stands in another. */
final class OutdoorComposer {
    private static final int THINGS = 24;
    private static final int TRIES = 400;

    private final SeededRandom random;
    private final Palette palette;
    private final OutdoorThings things;
    private final Plot plot = new Plot();

    OutdoorComposer(SeededRandom random) {
        this.random = random;
        this.palette = new Palette(random);
        this.things = new OutdoorThings(random, palette);
    }

    Scene compose() {
        Ground ground = ground();
        Weather weather = new Weather(random, palette.noise());
        Camera camera = new Camera(
                new Camera.Pose(0, random.between(1.7, 3.4), 0, 0, random.between(3, 9), random.between(0.75, 1.0)));
        for (int i = 0; i < TRIES && plot.count() < THINGS; i++) {
            place(ground);
        }
        Setting setting = new Outdoors(ground, weather.woods(ground.end()), weather.sky());
        return new Scene(things.built(), setting, weather.sun(), camera);
    }

    private Ground ground() {
        List<Ground.Kind> kinds = List.of(Ground.Kind.TILES, Ground.Kind.PATH, Ground.Kind.ROAD);
        Ground.Kind kind = kinds.get(random.below(kinds.size()));
        boolean tiles = kind == Ground.Kind.TILES;
        Rgb first = tiles ? palette.wall().mix(Rgb.of(0xA8A298), 0.4) : Rgb.of(0x55812F);
        Rgb second = tiles ? first.mix(Rgb.WHITE, 0.22) : Rgb.of(0x8C9C48);
        double end = random.between(38, 52);
        return new Ground(kind, first, second, random.between(-2, 2), end, end, palette.noise());
    }

    /** Tries one thing at one place in view; near places are drawn more often, as they show less ground. */
    private void place(Ground ground) {
        double z = 5 + 30 * random.between(0, 1) * random.between(0.15, 1);
        double x = random.between(-0.62, 0.62) * z;
        boolean house = random.below(3) == 0;
        double room = house ? random.between(2.6, 3.6) : random.between(0.7, 1.6);
        boolean inTheWay = Math.abs(x - ground.wayX()) < room + ground.clearance() || (house && z < 11);
        if (!inTheWay && plot.take(x, z, room, room)) {
            if (house) {
                house(x, z, room);
            } else {
                smallThing(x, z, room);
            }
        }
    }

    private void house(double x, double z, double room) {
        double turn = random.between(-35, 35) + 90 * random.below(2);
        House house = new House(room * random.between(0.5, 0.56), 2, 2 + random.below(2), 1 + random.below(2), 0.25);
        things.house(new Stand(x, 0, z, turn), house);
    }

    private void smallThing(double x, double z, double room) {
        switch (random.below(9)) {
            case 0, 1 -> things.fir(x, z, room);
            case 2, 3, 4 -> things.leafyTree(x, z, room);
            case 5 -> things.ball(x, z, Math.min(room, 1.1));
            case 6 -> towerOrBush(x, z, room);
            case 7 -> things.bush(x, z, Math.min(room, 1.2));
            default -> things.crates(x, z, Math.min(room, 1.2));
        }
    }

    /** Towers stand further off, or they would hide all else. */
    private void towerOrBush(double x, double z, double room) {
        if (z > 9) {
            things.tower(x, z, room);
        } else {
            things.bush(x, z, Math.min(room, 1.2));
        }
    }
}
