package dev.rollstream.pretext;

import java.util.Collection;
import java.util.Map;

/** Pearson's statistic. */
final class ChiSquared {
    private ChiSquared() {}

    /** Against expected counts in proportion to {@code weights}, each of which is above 0. */
    static <K> double of(Map<K, Integer> counts, Map<K, Integer> weights) {
        double total = counts.values().stream().mapToInt(Integer::intValue).sum();
        double weight = weights.values().stream().mapToInt(Integer::intValue).sum();
        return weights.entrySet().stream()
                .mapToDouble(entry -> {
                    double expected = total * entry.getValue() / weight;
                    double off = counts.getOrDefault(entry.getKey(), 0) - expected;
                    return off * off / expected;
                })
                .sum();
    }

    /** Against the same count in each of {@code cells}; cells that are missing count as 0. */
    static double ofUniform(Collection<Integer> counts, int cells) {
        double expected = counts.stream().mapToInt(Integer::intValue).sum() / (double) cells;
        double missing = (cells - counts.size()) * expected;
        return missing
                + counts.stream()
                        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                        .sum();
    }
}
