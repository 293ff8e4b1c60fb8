package dev.rollstream.producer.task;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The usable groups (COMPLETE or PARTIAL) that a learner has not read yet: their terminal records at or beyond the learner's
 * position. Counted by records, so it needs no timing assumption between the two topics: a position may run ahead of the
 * terminal records that were read here, and the other way round.
 */
final class AheadWindow {
    private final Map<Integer, Long> position = new HashMap<>();
    private final Map<Integer, PriorityQueue<Long>> unread = new HashMap<>();
    private int count;

    /** A usable group of the run ended at that place of topic advantages. */
    void usable(int partition, long offset) {
        if (offset >= position.getOrDefault(partition, 0L)) {
            unread.computeIfAbsent(partition, p -> new PriorityQueue<>()).add(offset);
            count++;
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
            PriorityQueue<Long> queue = unread.getOrDefault(partition, new PriorityQueue<>());
            for (Long first = queue.peek(); first != null && first < offset; first = queue.peek()) {
                queue.remove();
                count--;
            }
        });
    }

    /** Usable groups beyond the learner's position. */
    int unread() {
        return count;
    }
}
