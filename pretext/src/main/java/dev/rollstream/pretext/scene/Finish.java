package dev.rollstream.pretext.scene;

/**
 * How a surface is coloured.
 *
 * @param pattern of the two colours
 * @param scale size of the pattern in metres
 */
record Finish(Pattern pattern, Rgb first, Rgb second, double scale, Noise noise) {
    /** Patterns over surface coordinates u (around) and v (up). */
    enum Pattern {
        /** Blotches. */
        MOTTLED,
        /** Rows of bricks, every other row shifted. */
        BRICKS,
        /** Level bands. */
        BANDS,
        /** A chequered surface. */
        CHEQUERED,
        /** A wall with windows in it. */
        WINDOWS
    }

    /** The colour at a place, before light. */
    Rgb at(double u, double v) {
        double across = u / scale;
        double up = v / scale;
        Rgb base = first.mix(second, share(across, up));
        return base.times(0.86 + 0.28 * noise.cloudy(u * 2.3, v * 2.3));
    }

    /** The part of the second colour, 0 to 1. */
    private double share(double across, double up) {
        return switch (pattern) {
            case MOTTLED -> noise.cloudy(2 * across, 2 * up);
            case BRICKS -> bricks(across, up);
            case BANDS -> fraction(up) < 0.5 ? 0 : 1;
            case CHEQUERED -> (fraction(across / 2) < 0.5) == (fraction(up / 2) < 0.5) ? 0 : 1;
            case WINDOWS -> window(fraction(across), fraction(up));
        };
    }

    private double bricks(double across, double up) {
        double row = Math.floor(2 * up);
        double shifted = across + (fraction(row / 2) < 0.25 ? 0 : 0.5);
        boolean mortar = fraction(2 * up) < 0.14 || fraction(shifted) < 0.07;
        return mortar ? 1 : 0.3 * noise.lattice((long) Math.floor(shifted), (long) row);
    }

    private static double window(double across, double up) {
        boolean opening = across > 0.28 && across < 0.76 && up > 0.3 && up < 0.82;
        boolean bar = Math.abs(across - 0.52) < 0.025 || Math.abs(up - 0.58) < 0.025;
        return opening && !bar ? 1 : 0;
    }

    private static double fraction(double value) {
        return value - Math.floor(value);
    }
}
