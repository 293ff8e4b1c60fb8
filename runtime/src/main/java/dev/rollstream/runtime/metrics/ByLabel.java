package dev.rollstream.runtime.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Meters for each value of a label that comes from outside, such as a kind of task: the first values that are seen have meters of
 * their own, all others share those of {@link #OTHER}, so that nobody's data can fill a registry. Safe for use by many threads.
 *
 * @param <M> the meters of one value
 */
public final class ByLabel<M> {
    /** Stands for values beyond the first, and for those that are no plain names. */
    public static final String OTHER = "other";

    /** Stands for no value. */
    public static final String NONE = "none";

    /** So many values have meters of their own. */
    public static final int MAX_VALUES = 32;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._:/+-]{0,63}");

    private final Map<String, M> meters = new ConcurrentHashMap<>();
    private final Function<String, M> making;

    /**
     * No value has been seen yet.
     *
     * @param making makes the meters of a value
     */
    public ByLabel(Function<String, M> making) {
        this.making = making;
    }

    /** The meters of a value; null and the empty text are {@link #NONE}. */
    public M of(@Nullable String value) {
        String name = value == null || value.isEmpty() ? NONE : value;
        M known = meters.get(name);
        return known == null ? add(name) : known;
    }

    private M add(String name) {
        if (meters.size() >= MAX_VALUES || !PLAIN.matcher(name).matches()) {
            return meters.computeIfAbsent(OTHER, making);
        }
        synchronized (this) {
            String kept = meters.size() < MAX_VALUES || meters.containsKey(name) ? name : OTHER;
            return meters.computeIfAbsent(kept, making);
        }
    }
}
