package dev.rollstream.scorer;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What must be looked at when the log reaches a time: earliest first, ties by id so that the order is the log's and not the
 * heap's. Kept in memory and rebuilt from the store, which is what counts.
 *
 * @param <T> what an entry stands for
 */
final class DueQueue<T> {
    private record Due<T>(long atMs, String id, T what) {}

    private final PriorityQueue<Due<T>> queue =
            new PriorityQueue<>(Comparator.<Due<T>>comparingLong(Due::atMs).thenComparing(Due::id));

    void add(long atMs, String id, T what) {
        queue.add(new Due<>(atMs, id, what));
    }

    /** When the earliest entry is due; {@link Long#MAX_VALUE} if there is none. */
    long nextMs() {
        Due<T> head = queue.peek();
        return head == null ? Long.MAX_VALUE : head.atMs();
    }

    /** Takes the earliest entry; there must be one. */
    T take() {
        return queue.remove().what();
    }

    int size() {
        return queue.size();
    }
}
