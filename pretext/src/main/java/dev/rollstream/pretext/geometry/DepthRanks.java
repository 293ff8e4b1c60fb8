package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.DepthMap;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Exact order statistics of a map's known depths without sorting. The bits of positive floats are ordered as the floats
 * are: one pass counts them by their upper 16 bits, a second settles the lower 16 for the buckets that the ranks fall into.
 */
final class DepthRanks {
    private static final int BUCKETS = 1 << 16;

    private final DepthMap map;
    private final int[] counts = new int[BUCKETS];

    /** Counts the known depths of {@code map}, of which there must be one at least. */
    DepthRanks(DepthMap map) {
        if (map.knownPixels() == 0) {
            throw new IllegalArgumentException("no depth of " + map + " is known");
        }
        this.map = map;
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                float depth = map.at(x, y);
                if (depth > 0) {
                    counts[Float.floatToRawIntBits(depth) >>> 16]++;
                }
            }
        }
    }

    /**
     * The depths at positions {@code percent / 100 * (n - 1)} of the sorted depths, each on the straight line between its
     * neighbours.
     */
    double[] percentiles(double... percents) {
        int last = map.knownPixels() - 1;
        int[] ranks = new int[2 * percents.length];
        for (int i = 0; i < percents.length; i++) {
            ranks[2 * i] = (int) (percents[i] / 100 * last);
            ranks[2 * i + 1] = Math.min(last, ranks[2 * i] + 1);
        }
        float[] values = values(ranks);
        double[] depths = new double[percents.length];
        for (int i = 0; i < percents.length; i++) {
            double below = values[2 * i];
            double share = percents[i] / 100 * last - ranks[2 * i];
            depths[i] = below + (values[2 * i + 1] - below) * share;
        }
        return depths;
    }

    /** The depths of some ranks, 0 being the smallest. */
    private float[] values(int[] ranks) {
        int[] buckets = Arrays.stream(ranks).map(rank -> find(counts, rank)).toArray();
        int[] distinct = Arrays.stream(buckets).distinct().toArray();
        int[][] lower = countLowerBits(distinct);
        float[] values = new float[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            int bucket = buckets[i];
            int before = Arrays.stream(counts, 0, bucket).sum();
            int place = IntStream.range(0, distinct.length)
                    .filter(index -> distinct[index] == bucket)
                    .findFirst()
                    .orElseThrow();
            values[i] = Float.intBitsToFloat(bucket << 16 | find(lower[place], ranks[i] - before));
        }
        return values;
    }

    /** How often each value of the lower bits occurs in some buckets. */
    private int[][] countLowerBits(int[] buckets) {
        int[][] lower = new int[buckets.length][BUCKETS];
        byte[] places = new byte[BUCKETS];
        for (int i = 0; i < buckets.length; i++) {
            places[buckets[i]] = (byte) (i + 1);
        }
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                float depth = map.at(x, y);
                int bits = Float.floatToRawIntBits(depth);
                if (depth > 0 && places[bits >>> 16] > 0) {
                    lower[places[bits >>> 16] - 1][bits & 0xFFFF]++;
                }
            }
        }
        return lower;
    }

    /** The index at which a running count passes a rank. */
    private static int find(int[] counts, int rank) {
        int index = 0;
        int passed = counts[0];
        while (passed <= rank) {
            index++;
            passed += counts[index];
        }
        return index;
    }
}
