package dev.rollstream.local.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * How fast counts grow, by when they were looked at and not by the records' times: who catches up works now on what was written
 * earlier.
 */
final class Rates {
    /** A rate is over this long, or over one look where looks are rarer. */
    static final long WINDOW_MS = 10_000;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long atMs, Counts counts) {}

    /** What had been counted at a time later than all before. */
    void add(long atMs, Counts counts) {
        looks.addLast(new Look(atMs, counts));
        while (looks.size() > 2 && secondAtMs() <= atMs - WINDOW_MS) {
            looks.removeFirst();
        }
    }

    private long secondAtMs() {
        return looks.stream().skip(1).mapToLong(Look::atMs).findFirst().orElse(Long.MAX_VALUE);
    }

    /** Forgets everything: what is read next is the past. */
    void clear() {
        looks.clear();
    }

    /** Growth of a count a second; empty before the second look. */
    OptionalDouble perSecond(ToLongFunction<Counts> count) {
        if (looks.size() < 2 || looks.getLast().atMs() <= looks.getFirst().atMs()) {
            return OptionalDouble.empty();
        }
        Look first = looks.getFirst();
        Look last = looks.getLast();
        long grown = count.applyAsLong(last.counts()) - count.applyAsLong(first.counts());
        return OptionalDouble.of(Math.max(0, grown) * 1e3 / (last.atMs() - first.atMs()));
    }
}
