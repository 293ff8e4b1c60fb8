package dev.rollstream.scorer;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.scorer.group.GroupState;
import dev.rollstream.scorer.group.Phase;
import org.jspecify.annotations.Nullable;

/** Builds the records of a group's life. */
@SuppressWarnings("NullAway") // generated constructors take null where the schema does
final class RewardEvents {
    private RewardEvents() {}

    static RewardEvent opened(String groupId, AnswerKey key, String verifierId, long openedAtMs, long deadlineMs) {
        GroupOpened opened = new GroupOpened(
                key.getGroupSize(),
                key.getMinGroupSize(),
                key.getPurpose(),
                key.getDataset(),
                key.getTaskType(),
                verifierId,
                key.getVerifierParameters(),
                key.getEstimator(),
                key.getFilter(),
                key.getTask(),
                openedAtMs,
                deadlineMs);
        return new RewardEvent(groupId, runId(groupId), RewardEventType.OPEN, opened, null, null);
    }

    static RewardEvent member(String groupId, MemberScored member) {
        return new RewardEvent(groupId, runId(groupId), RewardEventType.MEMBER, null, member, null);
    }

    static RewardEvent closed(String groupId, GroupState group, @Nullable String reason, long atMs) {
        GroupClosed closed =
                new GroupClosed(closedBy(group.phase()), reason, group.members(), group.duplicates(), atMs);
        return new RewardEvent(groupId, runId(groupId), RewardEventType.CLOSE, null, null, closed);
    }

    static ClosedBy closedBy(Phase phase) {
        return switch (phase) {
            case FULL -> ClosedBy.FULL;
            case DEADLINE -> ClosedBy.DEADLINE;
            case CANCELLED -> ClosedBy.CANCEL;
            case OPEN -> throw new IllegalArgumentException("An open group has not ended");
        };
    }

    /** The run of a group id that was checked when its group was opened. */
    static String runId(String groupId) {
        return groupId.substring(0, groupId.lastIndexOf('/'));
    }
}
