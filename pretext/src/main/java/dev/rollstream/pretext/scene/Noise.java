package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;

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
        double top = lattice(cellX, cellY) + (lattice(cellX + 1, cellY) - lattice(cellX, cellY)) * inX;
        double bottom = lattice(cellX, cellY + 1) + (lattice(cellX + 1, cellY + 1) - lattice(cellX, cellY + 1)) * inX;
        return top + (bottom - top) * inY;
    }

    /** Three octaves of {@link #at}, 0 to 1. */
    double cloudy(double x, double y) {
        return (4 * at(x, y) + 2 * at(2.1 * x + 17, 2.1 * y + 5) + at(4.3 * x + 3, 4.3 * y + 29)) / 7;
    }

    /** The level of one lattice cell, 0 to 1. */
    double lattice(long x, long y) {
        return (SeededRandom.mix(seed + x * 0x1_0000_0001L + y * 0x5_DEEC_E66DL) >>> 40) * 0x1p-24;
    }

    private static double smooth(double part) {
        return part * part * (3 - 2 * part);
    }
}
