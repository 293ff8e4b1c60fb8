package dev.rollstream.pretext;

/**
 * SplitMix64, written out so that a seed means the same on every Java runtime.
 *
 * <p>State s advances by the golden gamma 0x9E3779B97F4A7C15; the output is s mixed by the finaliser "variant 13". Integers
 * below a bound are unbiased, by rejection. Not thread-safe: one generator per sample.
 *
 * <p>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
 * https://doi.org/10.1145/2660193.2660195
 */
public final class SeededRandom {
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    /** A generator that starts from {@code seed}. */
    public SeededRandom(long seed) {
        this.state = seed;
    }

    /** 64 uniform bits. */
    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A bijection of 64-bit values whose output bits each hang on all input bits. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    /** A uniform integer from 0 to {@code bound} - 1. */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, not " + bound);
        }
        long limit = (1L << 32) - (1L << 32) % bound;
        long bits = next() >>> 32;
        while (bits >= limit) {
            bits = next() >>> 32;
        }
        return (int) (bits % bound);
    }

    /** A uniform number from {@code low} inclusive to {@code high} exclusive, in steps of 2^-53 of the way. */
    public double between(double low, double high) {
        return low + (high - low) * (next() >>> 11) * 0x1p-53;
    }

    /** A uniform permutation of 0 to {@code size} - 1, by Fisher and Yates. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
