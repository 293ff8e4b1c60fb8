package dev.rollstream.aggregator;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import org.jspecify.annotations.Nullable;

/**
 * How a group ends.
 *
 * @param outcome the outcome
 * @param reason why it gives no advantages; NONE if it does, or if it is an evaluation
 * @param detail for people; null: nothing to add
 * @param advantages one a scored member, in index order; null: none
 * @param filtersApplied whether the group got as far as its filters
 */
record Verdict(
        GroupOutcome outcome,
        GroupReason reason,
        @Nullable String detail,
        double @Nullable [] advantages,
        boolean filtersApplied) {

    /** An ending without advantages that no filter was asked about. */
    static Verdict of(GroupOutcome outcome, GroupReason reason, @Nullable String detail) {
        return new Verdict(outcome, reason, detail, null, false);
    }

    /** A candidate for advantages that gets none. */
    static Verdict filtered(GroupReason reason, @Nullable String detail) {
        return new Verdict(GroupOutcome.FILTERED, reason, detail, null, true);
    }
}
