package dev.rollstream.local.report;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * Accumulators along an axis of whole numbers, versions or times, in bounded memory: as soon as more than a limit of them are
 * occupied, neighbours merge and each covers twice as much.
 *
 * @param <A> what accumulates
 */
final class Buckets<A> {
    private static final long WIDEST = 1L << 60;

    private final int limit;
    private final Supplier<A> empty;
    private final BinaryOperator<A> merge;
    private long width;
    private TreeMap<Long, A> byIndex = new TreeMap<>();

    /**
     * No bucket yet.
     *
     * @param limit how many may be occupied; at least 4, so that the widest ones fit
     * @param width of a bucket at first
     * @param empty makes an empty accumulator
     * @param merge adds two accumulators; may change and return the first
     */
    Buckets(int limit, long width, Supplier<A> empty, BinaryOperator<A> merge) {
        if (limit < 4 || width < 1) {
            throw new IllegalArgumentException("at least 4 buckets of width 1, not " + limit + " of " + width);
        }
        this.limit = limit;
        this.width = width;
        this.empty = empty;
        this.merge = merge;
    }

    /** The accumulator that {@code x} belongs to. */
    A at(long x) {
        A found = byIndex.get(Math.floorDiv(x, width));
        if (found != null) {
            return found;
        }
        A made = empty.get();
        byIndex.put(Math.floorDiv(x, width), made);
        if (byIndex.size() <= limit) {
            return made;
        }
        while (byIndex.size() > limit && width < WIDEST) {
            widen();
        }
        return at(x);
    }

    private void widen() {
        TreeMap<Long, A> wider = new TreeMap<>();
        byIndex.forEach((index, value) -> wider.merge(Math.floorDiv(index, 2L), value, merge));
        byIndex = wider;
        width *= 2;
    }

    /** How much a bucket covers. */
    long width() {
        return width;
    }

    boolean isEmpty() {
        return byIndex.isEmpty();
    }

    /** The occupied buckets by the first {@code x} that each covers, rising. */
    SortedMap<Long, A> byStart() {
        TreeMap<Long, A> starts = new TreeMap<>();
        byIndex.forEach((index, value) -> starts.put(index * width, value));
        return Collections.unmodifiableSortedMap(starts);
    }
}
