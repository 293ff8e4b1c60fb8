package dev.rollstream.aggregator;

import dev.rollstream.avro.GroupOpened;
import java.util.Comparator;
import java.util.List;

/**
 * A group between OPEN and CLOSE, decoded.
 *
 * @param groupSize members that the group is to have, or {@link #UNKNOWN_SIZE}
 * @param opened its settings
 * @param duplicates how many events came for slots already taken
 * @param members the members by rising index
 */
record OpenGroup(String runId, int groupSize, GroupOpened opened, int duplicates, List<PackedMember.Stored> members) {

    /** Stands for a group size that OPEN did not give, or below 1; such a group ends without advantages. */
    static final int UNKNOWN_SIZE = -1;

    OpenGroup {
        members = members.stream()
                .sorted(Comparator.comparingInt(stored -> stored.member().getIndex()))
                .toList();
    }
}
