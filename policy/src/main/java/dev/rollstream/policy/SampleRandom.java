package dev.rollstream.policy;

/**
 * SplitMix64, written out so that a seed means the same samples on every Java runtime. For one thread.
 *
 * <p>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
 * https://doi.org/10.1145/2660193.2660195
 */
final class SampleRandom {
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    SampleRandom(long seed) {
        this.state = seed;
    }

    /** A generator for one of many things that share a seed; no two of them are related. */
    static SampleRandom of(long seed, long index) {
        return new SampleRandom(mix(mix(seed) ^ mix(~index)));
    }

    static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), in steps of 2^-53. */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** Standard normal, by Box and Muller; the same bits on every machine. */
    double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }
}
