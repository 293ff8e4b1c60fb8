package dev.rollstream.local.report;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How likely it is that one of k completions of a prompt is right, over prompts.
 *
 * <p>Of a group with n scored members of which c are right, the share of its choices of k members that have a right one among them:
 * {@code 1 - C(n-c, k) / C(n, k)}, which is unbiased for every k up to n (M. Chen et al., 2021, "Evaluating Large Language Models
 * Trained on Code", arXiv:2107.03374, section 2.1). Measured for the powers of two below the group size, and for that size; a group
 * with fewer than k scored members says nothing of k.
 */
final class PassAtK {
    private final TreeMap<Integer, Mean> byK = new TreeMap<>();

    /**
     * Adds a group.
     *
     * @param scored members with a reward
     * @param right of them
     * @param size members that the group was to have
     */
    void add(int scored, int right, int size) {
        for (int k = 1; k < size && k <= scored; k *= 2) {
            at(k).add(estimate(scored, right, k));
        }
        if (size <= scored) {
            at(size).add(estimate(scored, right, size));
        }
    }

    private Mean at(int k) {
        return byK.computeIfAbsent(k, any -> new Mean());
    }

    /** The share of choices of {@code k} of {@code n} that have one of the {@code c} right ones, without large factorials. */
    static double estimate(int n, int c, int k) {
        if (n - c < k) {
            return 1;
        }
        double noneRight = 1;
        for (int i = n - c + 1; i <= n; i++) {
            noneRight *= 1 - (double) k / i;
        }
        return 1 - noneRight;
    }

    PassAtK plus(PassAtK other) {
        other.byK.forEach((k, mean) -> at(k).plus(mean));
        return this;
    }

    /** Means over groups, by k; empty if no group had a scored member. */
    SortedMap<Integer, Mean> byK() {
        return Collections.unmodifiableSortedMap(byK);
    }
}
