package dev.rollstream.pretext.scene;

/** A colour, or a light; parts of 0 to 1 are shown. */
record Rgb(double red, double green, double blue) {
    static final Rgb WHITE = new Rgb(1, 1, 1);

    static Rgb of(int hex) {
        return new Rgb((hex >> 16 & 0xFF) / 255.0, (hex >> 8 & 0xFF) / 255.0, (hex & 0xFF) / 255.0);
    }

    Rgb times(double factor) {
        return new Rgb(red * factor, green * factor, blue * factor);
    }

    /** This colour under a light. */
    Rgb times(Rgb light) {
        return new Rgb(red * light.red, green * light.green, blue * light.blue);
    }

    /** This colour with {@code part} of the other mixed in, 0 to 1. */
    Rgb mix(Rgb other, double part) {
        return new Rgb(
                red + (other.red - red) * part,
                green + (other.green - green) * part,
                blue + (other.blue - blue) * part);
    }

    Rgb plus(Rgb other) {
        return new Rgb(red + other.red, green + other.green, blue + other.blue);
    }

    int packed() {
        return level(red) << 16 | level(green) << 8 | level(blue);
    }

    private static int level(double part) {
        return (int) (Math.max(0, Math.min(1, part)) * 255 + 0.5);
    }
}
