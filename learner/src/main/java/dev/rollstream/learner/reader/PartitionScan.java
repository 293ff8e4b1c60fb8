package dev.rollstream.learner.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * One partition's part of a fetch: which offsets are wanted, and when to seek rather than read on. Wanted offsets that lie near each
 * other form a range that is read in one go, records between them included: a seek throws away what the consumer has fetched ahead
 * and costs a round trip, a record passed over costs its bytes, and a later group may want it anyway.
 *
 * <p>Protocol: {@link #seekFrom} before the first poll and after each one, {@link #take} for each record, {@link #passed} with the
 * position after each poll.
 */
final class PartitionScan {
    /** The scan of a partition of which nothing is wanted. */
    static final PartitionScan NOTHING = new PartitionScan(List.of());

    private final long[] wanted;
    private final boolean[] settled;

    /** Everything before {@code first} and from {@code end} on is settled. */
    private int first;

    private int end;

    PartitionScan(Collection<Long> wanted) {
        this.wanted =
                wanted.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
        this.settled = new boolean[this.wanted.length];
        this.end = this.wanted.length;
    }

    /**
     * Whether the reader must seek.
     *
     * @param position where it stands; -1: nowhere yet
     * @param maxGap how many records it may read through rather than seek
     * @return the first wanted offset if it lies behind, or too far ahead; empty: read on, or nothing is wanted
     */
    OptionalLong seekFrom(long position, long maxGap) {
        if (done()) {
            return OptionalLong.empty();
        }
        long next = wanted[first];
        boolean readOn = position >= 0 && next >= position && next - position <= maxGap;
        return readOn ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Whether the record at that offset is wanted; it then counts as delivered. */
    boolean take(long offset) {
        int i = !done() && wanted[first] == offset ? first : Arrays.binarySearch(wanted, first, end, offset);
        if (i < 0 || settled[i]) {
            return false;
        }
        settled[i] = true;
        skipSettled();
        return true;
    }

    /** The wanted offsets before a position that the scan has reached: they did not come and never will. They count as settled. */
    List<Long> passed(long position) {
        List<Long> absent = new ArrayList<>();
        for (; first < end && wanted[first] < position; first++) {
            if (!settled[first]) {
                absent.add(wanted[first]);
            }
        }
        skipSettled();
        return absent;
    }

    /** The wanted offsets at or after an end that the log does not reach. They count as settled. */
    List<Long> beyond(long limit) {
        List<Long> missing = new ArrayList<>();
        for (; end > first && wanted[end - 1] >= limit; end--) {
            if (!settled[end - 1]) {
                missing.add(0, wanted[end - 1]);
            }
        }
        skipSettled();
        return missing;
    }

    private void skipSettled() {
        while (first < end && settled[first]) {
            first++;
        }
    }

    /** Whether every wanted offset is settled. */
    boolean done() {
        return first == end;
    }

    /** The highest wanted offset that may not be settled; -1 if all are. */
    long last() {
        return done() ? -1 : wanted[end - 1];
    }
}
