package dev.rollstream.aggregator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of all open groups of a partition in one store.
 *
 * <p>A head's key is 0 and the group id's UTF-8; a member's is 1, the id, and its slot as four bytes. No two rows can have one key,
 * whatever ids hold, as all but the id is of fixed length. Members are read slot by slot and never by a scan of an id's keys: in
 * RocksDB a scan that comes to the end of a group goes on through the remains of all those that were deleted behind it.
 */
final class StoredGroups {

    private static final byte HEADS = 0;
    private static final byte MEMBERS = 1;

    private final KeyValueStore<byte[], byte[]> store;

    StoredGroups(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    /** The rows of a group, as they are at each question. */
    GroupRows rows(String groupId) {
        byte[] id = groupId.getBytes(StandardCharsets.UTF_8);
        return row -> store.get(key(id, row));
    }

    /** Stores changes of a group. */
    void apply(String groupId, List<GroupRows.Change> changes) {
        byte[] id = groupId.getBytes(StandardCharsets.UTF_8);
        // delete() would read each row once more, to return it.
        changes.forEach(change -> store.put(key(id, change.row()), change.value()));
    }

    /** Counts the groups, one by one. */
    int count() {
        int count = 0;
        try (KeyValueIterator<byte[], byte[]> heads = store.range(new byte[] {HEADS}, new byte[] {MEMBERS})) {
            while (heads.hasNext()) {
                heads.next();
                count++;
            }
        }
        return count;
    }

    private static byte[] key(byte[] id, int row) {
        if (row == GroupRows.HEAD) {
            return ByteBuffer.allocate(1 + id.length).put(HEADS).put(id).array();
        }
        return ByteBuffer.allocate(1 + id.length + Integer.BYTES)
                .put(MEMBERS)
                .put(id)
                .putInt(row)
                .array();
    }
}
