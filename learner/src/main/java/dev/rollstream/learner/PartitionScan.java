package dev.rollstream.learner;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * One partition's part of a fetch: which offsets are wanted, and when to seek rather than read on. Wanted offsets that lie near each
 * other form a range that is read in one go, records between them included: a seek throws away what the consumer has fetched ahead
 * and costs a round trip, a record passed over costs its bytes, and a later group may want it anyway.
 *
 * <p>Protocol: {@link #seekFrom} before the first poll and after each one, {@link #take} for each record, {@link #passed} with the
 * position after each poll.
 */
final class PartitionScan {
    private final NavigableSet<Long> wanted;

    PartitionScan(Collection<Long> wanted) {
        this.wanted = new TreeSet<>(wanted);
    }

    /**
     * Whether the reader must seek.
     *
     * @param position where it stands; -1: nowhere yet
     * @param maxGap how many records it may read through rather than seek
     * @return the first wanted offset if it lies behind, or too far ahead; empty: read on, or nothing is wanted
     */
    OptionalLong seekFrom(long position, long maxGap) {
        if (wanted.isEmpty()) {
            return OptionalLong.empty();
        }
        long first = wanted.first();
        boolean readOn = position >= 0 && first >= position && first - position <= maxGap;
        return readOn ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** Whether the record at that offset is wanted; it then counts as delivered. */
    boolean take(long offset) {
        return wanted.remove(offset);
    }

    /** The wanted offsets before a position that the scan has reached: they did not come and never will. They count as settled. */
    List<Long> passed(long position) {
        NavigableSet<Long> before = wanted.headSet(position, false);
        List<Long> absent = List.copyOf(before);
        before.clear();
        return absent;
    }

    /** The wanted offsets at or after an end that the log does not reach. They count as settled. */
    List<Long> beyond(long end) {
        NavigableSet<Long> after = wanted.tailSet(end, true);
        List<Long> missing = List.copyOf(after);
        after.clear();
        return missing;
    }

    /** Whether every wanted offset is settled. */
    boolean done() {
        return wanted.isEmpty();
    }

    /** The highest wanted offset that is not settled; -1 if all are. */
    long last() {
        return wanted.isEmpty() ? -1 : wanted.last();
    }
}
