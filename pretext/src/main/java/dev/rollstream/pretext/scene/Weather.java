package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;

/** Draws sky, sun and woods that go together. */
final class Weather {
    private static final Rgb[][] SKIES = {
        {Rgb.of(0xDCE8F2), Rgb.of(0x3F7FCB), Rgb.of(0xB8AC98)},
        {Rgb.of(0xF6DDBB), Rgb.of(0x5A82B8), Rgb.of(0xC8A878)},
        {Rgb.of(0xE4E6E8), Rgb.of(0x7A93AC), Rgb.of(0x8E8A82)},
        {Rgb.of(0xF5D3B0), Rgb.of(0x7F86B8), Rgb.of(0xC89C70)}
    };
    private static final int[] WOODS = {0x3F6B34, 0x4F7338, 0x5A6E3A, 0x7A7036};

    private final SeededRandom random;
    private final Noise noise;
    private final Rgb[] colours;

    Weather(SeededRandom random, Noise noise) {
        this.random = random;
        this.noise = noise;
        this.colours = SKIES[random.below(SKIES.length)];
    }

    Sky sky() {
        Rgb hills = Rgb.of(0x4E6E78).mix(Rgb.of(0x6A6E8C), random.between(0, 1));
        return new Sky(colours[0], colours[1], hills, random.between(0.42, 0.6), noise);
    }

    Woods woods(double away) {
        return new Woods(away, Rgb.of(WOODS[random.below(WOODS.length)]), noise);
    }

    /** A sun behind the camera or beside it, so that most of what is seen is lit. */
    Sun sun() {
        double around = random.between(60, 160) * (random.below(2) == 0 ? 1 : -1);
        return new Sun(around, random.between(28, 55), colours[2]);
    }
}
