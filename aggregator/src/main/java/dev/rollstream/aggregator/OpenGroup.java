package dev.rollstream.aggregator;

import dev.rollstream.avro.GroupOpened;
import java.util.List;

/**
 * A group between OPEN and CLOSE, decoded.
 *
 * @param groupSize members that the group is to have, or {@link #UNKNOWN_SIZE}
 * @param opened its settings
 * @param duplicates how many events came for slots already taken
 * @param members the members by rising index
 * @param packedBytes what its rows take
 */
record OpenGroup(
        String runId,
        int groupSize,
        GroupOpened opened,
        int duplicates,
        List<PackedMember.Stored> members,
        long packedBytes) {

    /** Stands for a group size that OPEN did not give, or that is out of bounds; such a group has no slots. */
    static final int UNKNOWN_SIZE = -1;
}
