package dev.rollstream.scorer;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.scorer.group.GroupCodec;
import dev.rollstream.scorer.group.GroupState;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition: a store of packed groups, and in memory the order in which they fall due.
 *
 * <p>Each group has exactly one entry in that order, from when it is opened to when it is forgotten.
 */
final class Groups {
    private final KeyValueStore<String, byte[]> store;
    private final Outbox outbox;
    private final ScorerMetrics metrics;
    private final DueQueue<String> due = new DueQueue<>();
    private int open;

    Groups(KeyValueStore<String, byte[]> store, Outbox outbox, ScorerMetrics metrics) {
        this.store = store;
        this.outbox = outbox;
        this.metrics = metrics;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                due.add(GroupCodec.dueMs(entry.value), entry.key, entry.key);
                countOpen(GroupCodec.isOpen(entry.value) ? 1 : 0);
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
        due.add(group.dueMs(), groupId, groupId);
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
        metrics.closed(by);
    }

    /** When the next group falls due; {@link Long#MAX_VALUE} if there is none. */
    long nextDueMs() {
        return due.nextMs();
    }

    /** Handles the group that falls due first: ends it, forgets it, or looks again later. The log has reached {@code nowMs}. */
    void settleNextDue(long nowMs) {
        String groupId = due.take();
        Optional<GroupState> known = find(groupId);
        if (known.isEmpty()) {
            return;
        }
        GroupState group = known.get();
        if (group.expire(nowMs)) {
            announceEnd(groupId, group, null, group.deadlineMs());
            save(groupId, group);
            due.add(group.dueMs(), groupId, groupId);
        } else if (!group.isOpen() && nowMs >= group.dueMs()) {
            store.delete(groupId);
        } else {
            due.add(group.dueMs(), groupId, groupId);
        }
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
