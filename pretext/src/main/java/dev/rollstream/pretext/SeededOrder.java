package dev.rollstream.pretext;

/**
 * A pseudo-random permutation of 0 to n-1 that computes any element on its own, without holding the others.
 *
 * <p>A balanced Feistel network of four rounds permutes the numbers below 4^k, the smallest such power that is not below n;
 * values of n and above are put through again until they fall below (cycle walking), less than four times on average.
 */
public final class SeededOrder {
    private static final int ROUNDS = 4;

    private final int size;
    private final int halfBits;
    private final long[] keys = new long[ROUNDS];

    /** The permutation that the next numbers of {@code random} choose. */
    public SeededOrder(int size, SeededRandom random) {
        this.size = size;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, size - 1L));
        this.halfBits = (bits + 1) / 2;
        for (int i = 0; i < ROUNDS; i++) {
            keys[i] = random.next();
        }
    }

    /** The element at {@code position}, 0 to n-1. */
    public int at(int position) {
        long value = position;
        do {
            value = permute(value);
        } while (value >= size);
        return (int) value;
    }

    private long permute(long value) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (long key : keys) {
            long next = left ^ (SeededRandom.mix(right + key) & mask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }
}
