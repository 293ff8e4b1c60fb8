package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.Finish.Pattern;

/** Makes up a furnished room, seen from near its back wall. */
final class RoomComposer {
    /** Where the camera stands, ahead of the back wall. */
    private static final double CAMERA = 0.6;

    private final SeededRandom random;
    private final Palette palette;
    private final IndoorThings things;
    private final Plot plot = new Plot();
    private final Room.Extent extent;

    RoomComposer(SeededRandom random) {
        this.random = random;
        this.palette = new Palette(random);
        this.things = new IndoorThings(random, palette);
        double half = random.between(2.1, 3.1);
        this.extent = new Room.Extent(-half, half, random.between(2.55, 3.0), -CAMERA, random.between(5.2, 7.6));
    }

    Scene compose() {
        double x = random.between(-0.9, 0.9);
        double right = -9 * x + random.between(-12, 12);
        Camera camera = new Camera(new Camera.Pose(
                x, random.between(1.4, 1.75), 0, right, random.between(6, 12), random.between(0.72, 0.86)));
        plot.take(x, 0, 1.1, 1.7);
        furnish(new Stand(0, 0, extent.front(), 0), extent.left(), extent.right());
        furnish(new Stand(extent.left(), 0, 0, -90), 1.9, extent.front());
        furnish(new Stand(extent.right(), 0, 0, 90), -extent.front(), -1.9);
        middle();
        for (int i = 0; i < 24; i++) {
            scatter();
        }
        Stand lamp = new Stand(
                random.between(-0.8, 0.8), extent.height() - random.between(0.35, 0.6), random.between(1.6, 3), 0);
        things.ceilingLamp(lamp, extent.height());
        Light light = new Lamp(lamp.x(), lamp.y(), lamp.z(), new Rgb(0.66, 0.6, 0.5));
        return new Scene(things.built(), room(), light, camera);
    }

    private Setting room() {
        Rgb wood = palette.wood();
        Finish floor =
                switch (random.below(4)) {
                    case 0 ->
                        Finish.of(Pattern.CHEQUERED, palette.paint().times(0.6), palette.paint(), 0.4, palette.noise());
                    case 1 ->
                        Finish.of(
                                Pattern.TILES,
                                palette.wall(),
                                palette.wall().mix(Rgb.WHITE, 0.3),
                                0.4,
                                palette.noise());
                    default -> new Finish(Pattern.BOARDS, wood, wood.times(0.72), 0.17, 1.9, palette.noise());
                };
        Rgb paint = palette.paint();
        Finish walls =
                switch (random.below(3)) {
                    case 0 -> palette.plain(paint);
                    case 1 -> Finish.of(Pattern.PAPER, paint, paint.mix(palette.cloth(), 0.4), 0.34, palette.noise());
                    default -> new Finish(Pattern.BOARDS, paint, paint.times(0.93), 0.24, 9, palette.noise());
                };
        Finish ceiling = new Finish(Pattern.BOARDS, Rgb.of(0xEFEBE2), Rgb.of(0xE4DFD4), 0.3, 9, palette.noise());
        return new Room(extent, new Room.Finishes(floor, walls, ceiling));
    }

    /** Sets furniture along a wall, between two places along its own x axis, and hangs things over what is low. */
    private void furnish(Stand wall, double from, double to) {
        double at = from + random.between(0.1, 0.5);
        while (at < to - 0.9) {
            double wide = Math.min(random.between(0.9, 2.1), to - at - 0.1);
            Stand stand = wall.moved(at + wide / 2, 0, 0);
            Stand claim = stand.moved(0, 0, -0.5);
            boolean sideways = wall.degrees() != 0;
            if (plot.take(claim.x(), claim.z(), sideways ? 0.5 : wide / 2, sideways ? wide / 2 : 0.5)) {
                piece(stand, wide);
            } else if (random.below(2) == 0) {
                hang(stand, wide, 1.15);
            }
            at += wide + random.between(0.1, 0.6);
        }
    }

    private void piece(Stand stand, double wide) {
        switch (random.below(8)) {
            case 0, 1 -> things.bookcase(stand, Math.min(wide, 1.4), 5 + random.below(2));
            case 2 -> things.wardrobe(stand, Math.min(wide, 1.3));
            case 3, 4 -> {
                int rows = 2 + random.below(3);
                things.chest(stand, Math.min(wide, 1.5), rows);
                hang(stand, wide, 1.35);
            }
            case 5, 6 -> {
                seat(stand, wide);
                hang(stand, wide, 1.15);
            }
            default -> {
                corner(stand.moved(0, 0, -0.4));
                hang(stand, wide, 1.75);
            }
        }
    }

    private void seat(Stand stand, double wide) {
        if (wide > 1.4) {
            things.sofa(stand, wide);
        } else {
            things.armchair(stand.moved(0, 0, -0.45));
        }
    }

    private void corner(Stand stand) {
        if (random.below(2) == 0) {
            things.plant(stand, random.between(1.0, 1.35));
        } else {
            things.floorLamp(stand);
        }
    }

    /** Hangs a painting or sets a window over what stands there, if it fits under the ceiling. */
    private void hang(Stand stand, double wide, double from) {
        double room = extent.height() - 0.2 - from;
        double width = Math.min(wide - 0.2, random.between(0.6, 1.5));
        if (random.below(5) < 2 && room > 0.9) {
            things.window(stand.moved(0, from, 0), width, room - 0.05);
        } else if (room > 0.45) {
            double height = Math.min(room, random.between(0.5, 0.95));
            things.painting(stand.moved(0, from + (room - height) * 0.4, 0), width, height);
        }
    }

    /** A table or an armchair on a carpet, with chairs. */
    private void middle() {
        double z = random.between(2.9, extent.front() - 1.9);
        double x = random.between(-0.7, 0.7);
        double turn = random.between(-25, 25);
        Stand stand = new Stand(x, 0, z, turn);
        things.rug(new Stand(x, 0, z, turn + 90 * random.below(2)), random.between(1.9, 2.5), random.between(1.4, 1.9));
        if (!plot.take(x, z, 0.8, 0.65)) {
            return;
        }
        boolean dining = random.below(2) == 0;
        double height = dining ? 0.74 : 0.45;
        if (random.below(2) == 0) {
            things.roundTable(stand.moved(0, 0.012, 0), random.between(0.45, 0.6), height);
        } else {
            things.table(stand.moved(0, 0.012, 0), random.between(1.0, 1.3), 0.7, height);
        }
        for (int i = 0; dining && i < 4; i++) {
            double around = turn + 90 * i + random.between(-10, 10);
            Stand chair = new Stand(x, 0.012, z, around).moved(0, 0, 0.95);
            if (random.below(3) > 0 && plot.take(chair.x(), chair.z(), 0.28, 0.28)) {
                things.chair(chair);
            }
        }
    }

    /** Tries a small thing at a free place on the floor. */
    private void scatter() {
        double x = random.between(extent.left() + 0.4, extent.right() - 0.4);
        double z = random.between(1.8, extent.front() - 1.2);
        if (!plot.take(x, z, 0.34, 0.34)) {
            return;
        }
        Stand stand = new Stand(x, 0, z, random.between(0, 90));
        switch (random.below(6)) {
            case 0 -> things.stool(stand);
            case 1 -> things.plant(stand, random.between(0.8, 1.2));
            default -> things.toy(stand);
        }
    }
}
