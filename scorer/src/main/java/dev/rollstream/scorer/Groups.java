package dev.rollstream.scorer;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.scorer.group.GroupCodec;
import dev.rollstream.scorer.group.GroupState;
import dev.rollstream.scorer.group.Question;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition: a store of packed groups, and in memory the order of their deadlines and the order in which they are
 * forgotten.
 *
 * <p>Each group has exactly one entry: in the first order until its deadline has passed, however it ended, then in the second.
 */
final class Groups {
    private final KeyValueStore<String, byte[]> store;
    private final Outbox outbox;
    private final ScorerMetrics metrics;
    private final DueQueue<String> deadlines = new DueQueue<>();
    private final DueQueue<String> stubs = new DueQueue<>();
    private int open;

    Groups(KeyValueStore<String, byte[]> store, Outbox outbox, ScorerMetrics metrics) {
        this.store = store;
        this.outbox = outbox;
        this.metrics = metrics;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                boolean isOpen = GroupCodec.isOpen(entry.value);
                (isOpen ? deadlines : stubs).add(GroupCodec.dueMs(entry.value), entry.key, entry.key);
                countOpen(isOpen ? 1 : 0);
            }
        }
    }

    Optional<GroupState> find(String groupId) {
        byte[] packed = store.get(groupId);
        return packed == null ? Optional.empty() : Optional.of(GroupCodec.decode(packed));
    }

    /** Stores a group that was not known. */
    void add(String groupId, GroupState group) {
        store.put(groupId, GroupCodec.encode(group));
        deadlines.add(group.deadlineMs(), groupId, groupId);
        countOpen(1);
        metrics.opened();
    }

    /** Stores a group that was found open and has changed. */
    void save(String groupId, GroupState group) {
        store.put(groupId, GroupCodec.encode(group));
        if (!group.isOpen()) {
            countOpen(-1);
        }
    }

    /** Writes the end of a group that has just ended; the caller saves it. */
    void announceEnd(String groupId, GroupState group, @Nullable String reason, long atMs) {
        ClosedBy by = RewardEvents.closedBy(group.phase());
        outbox.reward(groupId, outbox.encode(RewardEvents.closed(groupId, group, reason, atMs)), atMs);
        String taskType = group.question().map(Question::taskType).orElse("");
        metrics.closed(by, taskType, group.members(), group.distinctAnswers());
    }

    /** The next deadline; {@link Long#MAX_VALUE} if there is none. */
    long nextDeadlineMs() {
        return deadlines.nextMs();
    }

    /** Ends the group whose deadline comes first, if it is still open. ROLLOUTS have reached {@code nowMs}. */
    void settleNextDeadline(long nowMs) {
        String groupId = deadlines.take();
        GroupState group = find(groupId)
                .orElseThrow(() -> new IllegalStateException("group " + groupId + " is gone before its deadline"));
        if (group.expire(nowMs)) {
            announceEnd(groupId, group, null, group.deadlineMs());
            save(groupId, group);
        }
        stubs.add(group.dueMs(), groupId, groupId);
    }

    /** When the next group may be forgotten; {@link Long#MAX_VALUE} if none waits for it. */
    long nextForgetMs() {
        return stubs.nextMs();
    }

    /**
     * Forgets a group. Both inputs have reached the time for it: a repetition of its answer key that lay unread would open it a
     * second time.
     */
    void forgetNext() {
        store.delete(stubs.take());
    }

    /** Takes this partition's groups out of the gauge. */
    void close() {
        countOpen(-open);
    }

    private void countOpen(int change) {
        open += change;
        metrics.openGroups(change);
    }
}
