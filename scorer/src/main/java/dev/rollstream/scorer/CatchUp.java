package dev.rollstream.scorer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out as of when a partition is read, without waiting for a moment at which nothing is under way.
 *
 * <p>At an instant t the end of the partition is noted; once the committed position has reached that end, everything appended
 * before t has been processed. Under steady traffic the two never meet at one moment, but each noted end is reached a commit
 * later. A transaction that is open at t counts as unread until it ends, as its records lie before the noted end.
 *
 * <p>A stage that starts after its last commit finds only transaction markers before it and has nothing to commit; where the
 * position stands still, it is therefore looked whether there is anything to read at all.
 *
 * <p>Threads: {@link #caughtUpAsOfMs} may be called by any, {@link #step} by one.
 */
final class CatchUp implements LogReadiness {
    /** Subtracted from t, for records that were appended before it and are not replicated yet, and for clocks that differ. */
    static final long SLACK_MS = 500;

    private record Mark(long atMs, long end, long committedThen) {}

    private final LogOffsets offsets;
    private final LongSupplier clockMs;
    private final Map<TopicPartition, Long> asOfMs = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> neededMs = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Mark> marks = new HashMap<>();

    /**
     * Nothing is known yet.
     *
     * @param clockMs wall clock, milliseconds since the epoch
     */
    CatchUp(LogOffsets offsets, LongSupplier clockMs) {
        this.offsets = offsets;
        this.clockMs = clockMs;
    }

    @Override
    public long caughtUpAsOfMs(TopicPartition partition, long needed) {
        long known = asOfMs.getOrDefault(partition, UNKNOWN);
        if (known < needed) {
            neededMs.put(partition, needed);
        }
        return known;
    }

    /** Asks the cluster once about the partitions that someone waits for; nobody, nothing. */
    void step() {
        Set<TopicPartition> asked = Set.copyOf(neededMs.keySet());
        if (asked.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> committed = offsets.committed(asked);
        asked.forEach(partition -> check(partition, Objects.requireNonNull(committed.get(partition))));
        note(asked, committed);
    }

    private void check(TopicPartition partition, long committed) {
        Mark mark = marks.get(partition);
        if (mark == null) {
            return;
        }
        boolean standsStill = committed == mark.committedThen;
        if (committed >= mark.end || (standsStill && offsets.isEmptyBetween(partition, committed, mark.end))) {
            marks.remove(partition);
            long asOf = mark.atMs - SLACK_MS;
            asOfMs.merge(partition, asOf, Math::max);
            neededMs.computeIfPresent(partition, (key, needed) -> asOf >= needed ? null : needed);
        } else {
            marks.put(partition, new Mark(mark.atMs, mark.end, committed));
        }
    }

    private void note(Set<TopicPartition> asked, Map<TopicPartition, Long> committed) {
        Set<TopicPartition> unmarked = new HashSet<>(asked);
        unmarked.removeAll(marks.keySet());
        if (unmarked.isEmpty()) {
            return;
        }
        long nowMs = clockMs.getAsLong();
        offsets.ends(unmarked)
                .forEach((partition, end) ->
                        marks.put(partition, new Mark(nowMs, end, Objects.requireNonNull(committed.get(partition)))));
    }
}
