package dev.rollstream.pretext;

import java.util.Collection;

/** Pearson's statistic. */
final class ChiSquared {
    private ChiSquared() {}

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
