package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.Finish.Pattern;
import dev.rollstream.pretext.scene.Turned.Profile;
import java.util.ArrayList;
import java.util.List;

/** Makes up a scene: ground, sky, light, and things set out in view so that none stands in another. */
final class SceneComposer {
    private static final int THINGS = 15;
    private static final int TRIES = 400;

    private static final int[] WALLS = {0xC96F4A, 0xE3C9A0, 0xB8B2A7, 0x9C4A3C, 0xD8D3C4, 0x86A0B8, 0xE0A95F, 0x7E8F6A};
    private static final int[] ROOFS = {0x8C3B2E, 0x5B4A42, 0x3F4A57, 0xA8552F};
    private static final int[] LEAVES = {0x3E7A2E, 0x2F5F34, 0x6A8F2D, 0x8A7A22, 0xA85A24};
    private static final int[] BRIGHT = {0xD8342B, 0x2B6CD8, 0xF2B632, 0x8E3FB0, 0x1FA08A, 0xF07A28, 0xE85C9B};

    private final SeededRandom random;
    private final Noise noise;
    private final List<Solid> solids = new ArrayList<>();
    private final List<double[]> taken = new ArrayList<>();

    SceneComposer(SeededRandom random) {
        this.random = random;
        this.noise = new Noise(random.next());
    }

    Scene compose() {
        Ground ground = ground();
        Sky sky = sky();
        double down = StrictMath.toRadians(random.between(2, 9));
        Scene.Camera camera = new Scene.Camera(
                random.between(1.6, 3.4), StrictMath.sin(down), StrictMath.cos(down), random.between(0.75, 1.0));
        for (int i = 0; i < TRIES && taken.size() < THINGS; i++) {
            place(ground);
        }
        return new Scene(solids, ground, sky, camera, sun());
    }

    private Ground ground() {
        List<Ground.Kind> kinds = List.of(Ground.Kind.values());
        Ground.Kind kind = kinds.get(random.below(kinds.size()));
        boolean tiles = kind == Ground.Kind.TILES;
        Rgb first = tiles ? pick(WALLS) : Rgb.of(0x5C8A34);
        Rgb second = tiles ? first.mix(Rgb.of(0xFFFFFF), 0.45) : Rgb.of(0x8FA24A);
        return new Ground(kind, first, second, random.between(-2, 2), random.between(42, 60), noise);
    }

    private Sky sky() {
        Rgb[][] skies = {
            {Rgb.of(0xDCE8F2), Rgb.of(0x3F7FCB)},
            {Rgb.of(0xF6DDBB), Rgb.of(0x5A82B8)},
            {Rgb.of(0xE4E6E8), Rgb.of(0x7A93AC)},
            {Rgb.of(0xF3C6A0), Rgb.of(0x6C5F96)}
        };
        Rgb[] colours = skies[random.below(skies.length)];
        Rgb hills = Rgb.of(0x4E6E58).mix(Rgb.of(0x6A6E8C), random.between(0, 1));
        return new Sky(colours[0], colours[1], hills, random.between(0.42, 0.6), noise);
    }

    private Ray sun() {
        double around = StrictMath.toRadians(random.between(-150, 150) + 180);
        double up = StrictMath.toRadians(random.between(28, 55));
        double flat = StrictMath.cos(up);
        return new Ray(0, 0, 0, flat * StrictMath.sin(around), StrictMath.sin(up), flat * StrictMath.cos(around));
    }

    /** Tries one thing at one place in view; near places are drawn more often, as they show less ground. */
    private void place(Ground ground) {
        double z = 5 + 30 * random.between(0, 1) * random.between(0.15, 1);
        double x = random.between(-0.62, 0.62) * z;
        double room = random.below(3) == 0 ? random.between(2.4, 3.4) : random.between(0.7, 1.5);
        boolean houses = room > 2;
        boolean blocked = Math.abs(x - ground.wayX()) < room + ground.clearance() || (houses && z < 9);
        for (double[] other : taken) {
            double apartX = x - other[0];
            double apartZ = z - other[1];
            double needed = room + other[2];
            blocked |= apartX * apartX + apartZ * apartZ < needed * needed;
        }
        if (!blocked) {
            taken.add(new double[] {x, z, room});
            if (houses) {
                house(x, z, room);
            } else {
                smallThing(x, z, room);
            }
        }
    }

    private void smallThing(double x, double z, double room) {
        switch (random.below(7)) {
            case 0, 1 -> fir(x, z, room);
            case 2, 3 -> leafyTree(x, z, room);
            case 4 -> ball(x, z, room);
            case 5 -> tower(x, z, room);
            default -> crates(x, z, room);
        }
    }

    private void house(double x, double z, double room) {
        double width = room * random.between(1.1, 1.4);
        double depth = room * random.between(0.9, 1.2);
        double height = random.between(2.4, 5.5);
        double turn = random.between(-35, 35);
        boolean bricks = random.below(3) == 0;
        Finish wall = bricks
                ? new Finish(Pattern.BRICKS, pick(WALLS), Rgb.of(0xD9D2C5), 0.5, noise)
                : new Finish(Pattern.WINDOWS, pick(WALLS), Rgb.of(0x33465C), random.between(1.0, 1.5), noise);
        Finish tiles = new Finish(Pattern.BANDS, pick(ROOFS), pick(ROOFS).times(0.9), 0.35, noise);
        solids.add(Faceted.box(new Stand(x, 0, z, turn), width, height, depth, wall));
        solids.add(Faceted.roof(
                new Stand(x, height, z, turn), width * 1.12, random.between(0.9, 2.0), depth * 1.12, tiles));
    }

    private void fir(double x, double z, double room) {
        double height = random.between(2.2, 3.2) * room + 1;
        Rgb green = pick(LEAVES);
        Finish needles = new Finish(Pattern.MOTTLED, green.times(0.75), green, 0.4, noise);
        solids.add(new Turned(x, z, new Profile(0, height * 0.3, room * 0.16, room * 0.14), trunk()));
        for (int layer = 0; layer < 3; layer++) {
            double bottom = height * (0.16 + 0.22 * layer);
            double width = room * (0.85 - 0.2 * layer);
            solids.add(new Turned(x, z, new Profile(bottom, bottom + height * 0.4, width, 0), needles));
        }
    }

    private void leafyTree(double x, double z, double room) {
        double stem = random.between(1.2, 2.2);
        Rgb green = pick(LEAVES);
        Finish leaves = new Finish(Pattern.MOTTLED, green.times(0.7), green.times(1.15), 0.35, noise);
        solids.add(new Turned(x, z, new Profile(0, stem + room * 0.5, room * 0.17, room * 0.12), trunk()));
        solids.add(new Ball(x, stem + room * 0.8, z, room * 0.72, leaves));
        for (int i = 0; i < 3; i++) {
            double offX = random.between(-0.5, 0.5) * room;
            double offZ = random.between(-0.5, 0.5) * room;
            double radius = room * random.between(0.35, 0.52);
            solids.add(new Ball(x + offX, stem + room * random.between(0.5, 1.25), z + offZ, radius, leaves));
        }
    }

    private Finish trunk() {
        return new Finish(Pattern.MOTTLED, Rgb.of(0x6B4A2F), Rgb.of(0x4A3423), 0.2, noise);
    }

    private void ball(double x, double z, double room) {
        double radius = room * random.between(0.5, 0.85);
        solids.add(
                new Ball(x, radius, z, radius, bright(random.below(2) == 0 ? Pattern.BANDS : Pattern.CHEQUERED, 0.5)));
    }

    private void tower(double x, double z, double room) {
        double height = random.between(2.5, 7);
        double radius = room * random.between(0.4, 0.7);
        Finish stone = new Finish(Pattern.BRICKS, pick(WALLS), Rgb.of(0xCFC8BA), 0.6, noise);
        solids.add(new Turned(x, z, new Profile(0, height, radius, radius * 0.85), stone));
        solids.add(new Turned(
                x, z, new Profile(height, height + 1.6 * radius, radius * 1.15, 0), bright(Pattern.BANDS, 0.4)));
    }

    private void crates(double x, double z, double room) {
        double side = room * random.between(0.9, 1.2);
        double turn = random.between(0, 90);
        Finish painted = bright(random.below(2) == 0 ? Pattern.CHEQUERED : Pattern.MOTTLED, side / 3);
        solids.add(Faceted.box(new Stand(x, 0, z, turn), side, side, side, painted));
        if (random.below(2) == 0) {
            double upper = side * 0.62;
            double turned = turn + random.between(15, 70);
            solids.add(Faceted.box(new Stand(x, side, z, turned), upper, upper, upper, bright(Pattern.BANDS, 0.3)));
        } else {
            solids.add(Faceted.pyramid(new Stand(x, side, z, turn), side, side * 0.8, bright(Pattern.BANDS, 0.3)));
        }
    }

    private Finish bright(Pattern pattern, double scale) {
        Rgb colour = pick(BRIGHT);
        return new Finish(
                pattern,
                colour,
                random.below(2) == 0 ? Rgb.of(0xF4EFE4) : pick(BRIGHT).times(0.8),
                scale,
                noise);
    }

    private Rgb pick(int[] colours) {
        return Rgb.of(colours[random.below(colours.length)]);
    }
}
