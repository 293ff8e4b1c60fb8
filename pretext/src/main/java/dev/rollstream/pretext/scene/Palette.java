package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Finish.Pattern;

/** Draws colours and finishes that go together. */
final class Palette {
    private static final int[] WALLS = {0xC96F4A, 0xE3C9A0, 0xB8B2A7, 0x9C4A3C, 0xD8D3C4, 0x86A0B8, 0xE0A95F, 0x7E8F6A};
    private static final int[] FRONTS = {
        0xE6D3B1, 0xD9A679, 0xC9C2B4, 0xE8E0CF, 0xA9B7C2, 0xD8B4A0, 0xBFC7A8, 0xE3BE78, 0xC98F7A
    };
    private static final int[] BRICKS = {0x9A4B38, 0xA85E42, 0x7E4034, 0xB88A63, 0x8C5A48};
    private static final int[] ROOFS = {0x8C3B2E, 0x5B4A42, 0x3F4A57, 0xA8552F, 0x6B3A2E};
    private static final int[] GREENS = {0x3E7A2E, 0x2F5F34, 0x5F8A2D, 0x4C8040, 0x6A8432};
    private static final int[] AUTUMN = {0x9A8226, 0xB0642A, 0xA8462A};
    private static final int[] BRIGHT = {0xD8342B, 0x2B6CD8, 0xF2B632, 0x8E3FB0, 0x1FA08A, 0xF07A28, 0xE85C9B};
    private static final int[] CARS = {0xA8201A, 0x1F3F78, 0xD9DADB, 0x2B2D31, 0x2F6F62, 0xC98A1B, 0x7C8894, 0x5B1F33};
    private static final int[] WOODS = {0x9C6B3F, 0x7A4B2A, 0xC39A68, 0x5B3A26, 0xB57F4C};
    private static final int[] CLOTHS = {0x9B3B3B, 0x35608C, 0x4F7A5A, 0xC98B3A, 0x6A4C7D, 0x3F7F86, 0xB9603F, 0x7D8794
    };
    private static final int[] PAINTS = {0xE9DDC6, 0xCFDDE0, 0xE3D0C4, 0xD5DEC6, 0xEAD9A8, 0xC9CBD6, 0xDDBFAE, 0xB9CBB8
    };

    private final SeededRandom random;
    private final Noise noise;

    Palette(SeededRandom random) {
        this.random = random;
        this.noise = new Noise(random.next());
    }

    Noise noise() {
        return noise;
    }

    private Rgb pick(int[] colours) {
        return Rgb.of(colours[random.below(colours.length)]);
    }

    Rgb wall() {
        return pick(WALLS);
    }

    Rgb paint() {
        return pick(PAINTS);
    }

    Rgb cloth() {
        return pick(CLOTHS);
    }

    Rgb green() {
        return pick(GREENS);
    }

    /** Green, or now and then of autumn. */
    Rgb leaf() {
        return pick(random.below(5) == 0 ? AUTUMN : GREENS);
    }

    Rgb wood() {
        return pick(WOODS);
    }

    Finish plain(Rgb colour) {
        return Finish.plain(colour, noise);
    }

    Finish plain(int colour) {
        return plain(Rgb.of(colour));
    }

    Finish timber(Rgb wood) {
        return new Finish(Pattern.BOARDS, wood, wood.times(0.8), 0.16, 1.7, noise);
    }

    Finish fabric(Rgb cloth) {
        return Finish.of(Pattern.MOTTLED, cloth, cloth.times(0.78), 0.12, noise);
    }

    Finish leaves(Rgb green) {
        return Finish.of(Pattern.LEAVES, green.times(0.5), green.times(1.2), 0.3, noise);
    }

    Finish trunk() {
        return new Finish(Pattern.MOTTLED, Rgb.of(0x6B4A2F), Rgb.of(0x4A3423), 0.1, 0.5, noise);
    }

    Finish carPaint() {
        return plain(pick(CARS));
    }

    Finish roof() {
        Rgb tiles = pick(ROOFS);
        return new Finish(Pattern.BRICKS, tiles, tiles.times(0.62), 0.5, 0.42, noise);
    }

    /** A house's front whose bays and storeys have the given size in metres. */
    Finish front(double bay, double storey) {
        Rgb glass = Rgb.of(0x2C3A48);
        return random.below(3) == 0
                ? new Finish(Pattern.BRICK_FRONT, pick(BRICKS), glass, bay, storey, noise)
                : new Finish(Pattern.FRONT, pick(FRONTS), glass, bay, storey, noise);
    }

    Finish masonry() {
        return new Finish(Pattern.BRICKS, wall(), Rgb.of(0xCFC8BA), 0.6, 0.3, noise);
    }

    /** Two loud colours. */
    Finish bright(Pattern pattern, double scale) {
        Rgb colour = pick(BRIGHT);
        Rgb other = random.below(2) == 0 ? Rgb.of(0xF4EFE4) : pick(BRIGHT).times(0.8);
        return Finish.of(pattern, colour, other, scale, noise);
    }
}
