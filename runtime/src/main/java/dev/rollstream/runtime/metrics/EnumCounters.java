package dev.rollstream.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A counter for each constant of an enum. All are there from the start, at 0: of a counter that appears with its first event, rates
 * never see that event.
 *
 * @param <E> the enum
 */
public final class EnumCounters<E extends Enum<E>> {
    private final Map<E, Counter> counters;

    /**
     * Makes the counters.
     *
     * @param making makes the counter of a constant's name
     */
    public EnumCounters(Class<E> type, Function<String, Counter> making) {
        counters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counters.put(constant, making.apply(constant.name()));
        }
    }

    /** Counts one. */
    public void count(E which) {
        count(which, 1);
    }

    /** Counts several. */
    public void count(E which, long many) {
        Objects.requireNonNull(counters.get(which)).increment(many);
    }
}
