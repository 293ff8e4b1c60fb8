package dev.rollstream.learner.ledger;

import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.learner.reader.GroupRef;
import dev.rollstream.learner.reader.Refused;

/** Receipts of one learner. */
public final class Receipts {
    private static final int MAX_DETAIL = 500;

    private final String learner;

    /** Receipts that bear a learner's name. */
    public Receipts(String learner) {
        this.learner = learner;
    }

    /**
     * The step that a receipt is of.
     *
     * @param policyId policy that is trained
     * @param step optimiser step
     * @param versionIn policy version before it
     * @param versionOut policy version that it made
     */
    public record Step(String policyId, long step, long versionIn, long versionOut) {}

    /** Of a group that a learner refused that trains nothing. */
    public Receipt of(Refused refused) {
        return base(refused.group(), refused.outcome())
                .setDetail(shortened(refused.detail()))
                .build();
    }

    /**
     * Of a group that was refused.
     *
     * @param versionIn policy version that it was too old for, or could not be joined to
     */
    public Receipt of(Refused refused, String policyId, long versionIn) {
        return base(refused.group(), refused.outcome())
                .setDetail(shortened(refused.detail()))
                .setPolicyId(policyId)
                .setVersionIn(versionIn)
                .build();
    }

    /** Of a group that a step used. */
    public Receipt trained(GroupRef group, Step step) {
        return base(group, ReceiptOutcome.TRAINED)
                .setPolicyId(step.policyId())
                .setStep(step.step())
                .setVersionIn(step.versionIn())
                .setVersionOut(step.versionOut())
                .build();
    }

    private static String shortened(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
    }

    private Receipt.Builder base(GroupRef group, ReceiptOutcome outcome) {
        return Receipt.newBuilder()
                .setGroupId(group.groupId())
                .setRunId(group.runId())
                .setLearner(learner)
                .setOutcome(outcome)
                .setAdvantageGroup(RecordRef.newBuilder()
                        .setPartition(group.partition())
                        .setOffset(group.offset())
                        .build());
    }
}
