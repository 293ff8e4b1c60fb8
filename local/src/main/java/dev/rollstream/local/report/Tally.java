package dev.rollstream.local.report;

import java.util.EnumMap;

/**
 * Counts by the values of an enum.
 *
 * @param <E> the enum
 */
final class Tally<E extends Enum<E>> {
    private final EnumMap<E, Long> counts;

    Tally(Class<E> type) {
        counts = new EnumMap<>(type);
    }

    void add(E value) {
        counts.merge(value, 1L, Long::sum);
    }

    Tally<E> plus(Tally<E> other) {
        other.counts.forEach((value, count) -> counts.merge(value, count, Long::sum));
        return this;
    }

    long of(E value) {
        return counts.getOrDefault(value, 0L);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
