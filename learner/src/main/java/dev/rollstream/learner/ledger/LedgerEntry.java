package dev.rollstream.learner.ledger;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import java.util.List;
import java.util.Optional;

/**
 * What one transaction tells the stream: all of it or nothing.
 *
 * @param version a new version of the policy; empty: none
 * @param progress where the learner stands; empty: where it stood
 * @param receipts what became of groups
 */
public record LedgerEntry(Optional<PolicyVersion> version, Optional<Progress> progress, List<Receipt> receipts) {
    /** Copies the receipts. */
    public LedgerEntry {
        receipts = List.copyOf(receipts);
    }

    /** Where a learner stands that trains nothing, and what it refused. */
    public static LedgerEntry reading(Progress progress, List<Receipt> refused) {
        return new LedgerEntry(Optional.empty(), Optional.of(progress), refused);
    }

    /** Groups that were refused since the last entry, ahead of the step that will cover them: they make room for others. */
    public static LedgerEntry refusals(List<Receipt> refused) {
        return new LedgerEntry(Optional.empty(), Optional.empty(), refused);
    }

    /** A step: its version, where the learner stands after it, and the groups that it used or refused. */
    public static LedgerEntry step(PolicyVersion version, Progress progress, List<Receipt> receipts) {
        return new LedgerEntry(Optional.of(version), Optional.of(progress), receipts);
    }
}
