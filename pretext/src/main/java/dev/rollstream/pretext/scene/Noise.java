package dev.rollstream.pretext.scene;

/** Value noise: random levels on the integer lattice, smoothly interpolated. */
final class Noise {
    private final long seed;

    Noise(long seed) {
        this.seed = seed;
    }

    /** A smooth value of 0 to 1 with features of size 1. */
    double at(double x, double y) {
        double floorX = Math.floor(x);
        double floorY = Math.floor(y);
        long cellX = (long) floorX;
        long cellY = (long) floorY;
        double inX = smooth(x - floorX);
        double inY = smooth(y - floorY);
        double lowLeft = lattice(cellX, cellY);
        double highLeft = lattice(cellX, cellY + 1);
        double low = lowLeft + (lattice(cellX + 1, cellY) - lowLeft) * inX;
        double high = highLeft + (lattice(cellX + 1, cellY + 1) - highLeft) * inX;
        return low + (high - low) * inY;
    }

    /** {@link #at}, fading to its mean where one pixel covers {@code wide} and would pick features at random. */
    double at(double x, double y, double wide) {
        double kept = Math.min(1, 1.6 - 1.6 * wide);
        return kept <= 0 ? 0.5 : 0.5 + kept * (at(x, y) - 0.5);
    }

    /** Three octaves of noise, 0 to 1, as seen by a pixel that covers {@code wide}. */
    double cloudy(double x, double y, double wide) {
        double coarse = at(x, y, wide);
        double middle = at(2.1 * x + 17, 2.1 * y + 5, 2.1 * wide);
        double fine = at(4.3 * x + 3, 4.3 * y + 29, 4.3 * wide);
        return (4 * coarse + 2 * middle + fine) / 7;
    }

    /** The level of one lattice cell, 0 to 1: of a hash that is mixed no better than the eye asks for. */
    double lattice(long x, long y) {
        long bits = seed + x * 0x9E37_79B9_7F4A_7C15L + y * 0xC2B2_AE3D_27D4_EB4FL;
        return ((bits ^ bits >>> 32) * 0xD6E8_FEB8_6659_FD93L >>> 40) * 0x1p-24;
    }

    private static double smooth(double part) {
        return part * part * (3 - 2 * part);
    }
}
