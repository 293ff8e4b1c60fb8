package dev.rollstream.aggregator;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.runtime.DeadLetterReason;

/** What one reward event does to its group. */
sealed interface FoldStep {

    /** The group was opened. */
    record Opened(byte[] state) implements FoldStep {}

    /** A slot was taken. */
    record MemberTaken(byte[] state) implements FoldStep {}

    /** The slot is taken already, by an earlier event; the first one stays. */
    record DuplicateMember(byte[] state) implements FoldStep {}

    /** The group is open already; the first OPEN stays, and the state with it. */
    record DuplicateOpen() implements FoldStep {}

    /** The group ended; its state goes. */
    record Ended(AdvantageGroup group) implements FoldStep {}

    /** The event breaks the contract and changes nothing. */
    record Rejected(DeadLetterReason reason, String detail) implements FoldStep {}
}
