package dev.rollstream.producer.task;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The usable groups (COMPLETE or PARTIAL) that a learner has not read yet: their terminal records at or beyond the learner's
 * position. Counted by records, so it needs no timing assumption between the topics: a position may run ahead of the
 * terminal records that were read here, and the other way round.
 */
final class AheadWindow {
    private final Map<Integer, Long> position = new HashMap<>();
    private final Map<Integer, TreeSet<Long>> unread = new HashMap<>();
    private final Map<Integer, Set<Long>> refusedBefore = new HashMap<>();
    private int count;

    /** A usable group of the run ended at that place of topic advantages. */
    void usable(int partition, long offset) {
        boolean refused = refusedBefore.getOrDefault(partition, new HashSet<>()).remove(offset);
        if (!refused
                && offset >= position.getOrDefault(partition, 0L)
                && unread.computeIfAbsent(partition, p -> new TreeSet<>()).add(offset)) {
            count++;
        }
    }

    /** The learner will not train on the group that ended there: it leaves the window, so that another takes its place. */
    void refused(int partition, long offset) {
        if (unread.getOrDefault(partition, new TreeSet<>()).remove(offset)) {
            count--;
        } else if (offset >= position.getOrDefault(partition, 0L)) {
            refusedBefore.computeIfAbsent(partition, p -> new HashSet<>()).add(offset);
        }
    }

    /**
     * The learner moved.
     *
     * @param next offset of the next record to read, by partition of topic advantages; a partition that is not named is at 0
     */
    void moved(Map<Integer, Long> next) {
        next.forEach((partition, offset) -> {
            position.put(partition, offset);
            Set<Long> read = unread.getOrDefault(partition, new TreeSet<>()).headSet(offset);
            count -= read.size();
            read.clear();
            refusedBefore.getOrDefault(partition, new HashSet<>()).removeIf(place -> place < offset);
        });
    }

    /** Usable groups beyond the learner's position. */
    int unread() {
        return count;
    }
}
