package dev.rollstream.pretext;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Draws from small weighted choices. */
final class Weighted {
    private Weighted() {}

    /** Refuses negative weights and a choice with nothing in it. */
    static void check(String what, Map<?, Integer> weights) {
        long total = 0;
        for (Map.Entry<?, Integer> entry : weights.entrySet()) {
            if (entry.getValue() < 0) {
                throw new IllegalArgumentException(
                        "weights of " + what + " must not be negative: " + entry.getKey() + " has " + entry.getValue());
            }
            total += entry.getValue();
        }
        if (total < 1 || total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "weights of " + what + " must sum to between 1 and 2^31 - 1, not " + total);
        }
    }

    /** Draws a key with probability proportional to its weight; keys are ordered by {@code order} first. */
    static <K> K draw(Map<K, Integer> weights, Comparator<K> order, SeededRandom random) {
        List<K> keys = weights.keySet().stream().sorted(order).toList();
        int total = weights.values().stream().mapToInt(Integer::intValue).sum();
        int left = random.below(total);
        for (K key : keys) {
            left -= weights.getOrDefault(key, 0);
            if (left < 0) {
                return key;
            }
        }
        throw new IllegalStateException("weights changed while they were drawn from");
    }
}
