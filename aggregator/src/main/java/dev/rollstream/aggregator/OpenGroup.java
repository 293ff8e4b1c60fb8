package dev.rollstream.aggregator;

import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberScored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A group between OPEN and CLOSE: its settings and the members that came so far, by slot. Not thread-safe. */
final class OpenGroup {

    /** Stands for a group size that OPEN did not give; such a group ends without advantages. */
    static final int UNKNOWN_SIZE = -1;

    private final String runId;
    private final int groupSize;
    private final byte[] opened;
    private final SortedMap<Integer, MemberScored> members = new TreeMap<>();
    private int duplicates;

    /**
     * A group as it was stored.
     *
     * @param groupSize members that the group is to have, or {@link #UNKNOWN_SIZE}
     * @param opened {@link GroupOpened} in Avro's single-object encoding, which names its schema
     */
    OpenGroup(String runId, int groupSize, byte[] opened, int duplicates) {
        this.runId = runId;
        this.groupSize = groupSize;
        this.opened = opened;
        this.duplicates = duplicates;
    }

    /** A group at its OPEN. */
    static OpenGroup of(String runId, GroupOpened opened) {
        Integer size = opened.getGroupSize();
        try {
            ByteBuffer bytes = GroupOpened.getEncoder().encode(opened);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return new OpenGroup(runId, size == null || size < 1 ? UNKNOWN_SIZE : size, copy, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("group settings do not fit their own schema", e);
        }
    }

    String runId() {
        return runId;
    }

    int groupSize() {
        return groupSize;
    }

    byte[] openedBytes() {
        return opened;
    }

    /** Decodes the settings; they are needed once, at the end. */
    GroupOpened opened() {
        try {
            return GroupOpened.getDecoder().decode(opened);
        } catch (IOException e) {
            throw new UncheckedIOException("group settings in the state store cannot be read", e);
        }
    }

    /** Whether a slot exists in this group. */
    boolean hasSlot(int index) {
        return index >= 0 && (groupSize == UNKNOWN_SIZE || index < groupSize);
    }

    /** Takes a slot; false, and one more duplicate, if it is taken already. */
    boolean take(MemberScored member) {
        if (members.putIfAbsent(member.getIndex(), member) == null) {
            return true;
        }
        duplicates++;
        return false;
    }

    /** {@return the members by rising index} */
    Collection<MemberScored> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    /** {@return how many events came for slots already taken} */
    int duplicates() {
        return duplicates;
    }
}
