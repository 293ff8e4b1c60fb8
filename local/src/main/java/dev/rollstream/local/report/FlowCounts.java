package dev.rollstream.local.report;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.ReceiptOutcome;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened within some time. */
final class FlowCounts {
    private long opened;
    private long scored;
    private long usable;
    private final Tally<GroupOutcome> ended = new Tally<>(GroupOutcome.class);
    private final SortedMap<String, Tally<ReceiptOutcome>> receipts = new TreeMap<>();
    private final SortedMap<String, Long> read = new TreeMap<>();

    void open() {
        opened++;
    }

    void score() {
        scored++;
    }

    void end(GroupOutcome outcome, boolean isUsable) {
        ended.add(outcome);
        usable += isUsable ? 1 : 0;
    }

    void receipt(String learner, ReceiptOutcome outcome) {
        receipts.computeIfAbsent(learner, any -> new Tally<>(ReceiptOutcome.class))
                .add(outcome);
    }

    void progress(String learner, long groups) {
        read.merge(learner, groups, Long::max);
    }

    FlowCounts plus(FlowCounts other) {
        opened += other.opened;
        scored += other.scored;
        usable += other.usable;
        ended.plus(other.ended);
        other.receipts.forEach(
                (learner, tally) -> receipts.computeIfAbsent(learner, any -> new Tally<>(ReceiptOutcome.class))
                        .plus(tally));
        other.read.forEach((learner, groups) -> read.merge(learner, groups, Long::max));
        return this;
    }

    /** Groups whose answer key came. */
    long opened() {
        return opened;
    }

    /** Rollouts that took a slot and were scored, or found to have no score. */
    long scored() {
        return scored;
    }

    /** Ended groups that a learner may train on. */
    long usable() {
        return usable;
    }

    /** Ended groups. */
    Tally<GroupOutcome> ended() {
        return ended;
    }

    /** Receipts of a learner. */
    Tally<ReceiptOutcome> receipts(String learner) {
        return receipts.getOrDefault(learner, new Tally<>(ReceiptOutcome.class));
    }

    /** How many groups a learner has dealt with in all, by its own count; 0: it did not say. */
    long progress(String learner) {
        return read.getOrDefault(learner, 0L);
    }
}
