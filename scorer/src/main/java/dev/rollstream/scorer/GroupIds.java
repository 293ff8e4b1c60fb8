package dev.rollstream.scorer;

import dev.rollstream.avro.GroupId;
import org.jspecify.annotations.Nullable;

/** Checks the identities that a record claims. */
final class GroupIds {
    private GroupIds() {}

    /** What is wrong with a group id and the run id beside it, or null. */
    static @Nullable String problem(String groupId, String runId) {
        try {
            return GroupId.parse(groupId).runId().equals(runId) ? null : "run_id is not the run of group_id";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
