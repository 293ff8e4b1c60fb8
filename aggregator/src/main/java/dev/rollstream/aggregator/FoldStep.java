package dev.rollstream.aggregator;

import dev.rollstream.aggregator.GroupRows.Change;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.List;

/** What one reward event does to its group. */
sealed interface FoldStep {

    /** {@return what is to be stored for it} */
    default List<Change> changes() {
        return List.of();
    }

    /** The group was opened. */
    record Opened(List<Change> changes) implements FoldStep {}

    /** A slot was taken. */
    record MemberTaken(List<Change> changes) implements FoldStep {}

    /** The slot is taken already, by an earlier event; the first one stays, and counts this one. */
    record DuplicateMember(List<Change> changes) implements FoldStep {}

    /** The group is open already; the first OPEN stays, and the state with it. */
    record DuplicateOpen() implements FoldStep {}

    /** The group ended; its rows go. */
    record Ended(AdvantageGroup group, List<Change> changes) implements FoldStep {}

    /** The event breaks the contract and changes nothing. */
    record Rejected(DeadLetterReason reason, String detail) implements FoldStep {}
}
