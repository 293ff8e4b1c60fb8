package dev.rollstream.local.simulation;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import org.jspecify.annotations.Nullable;

/** What a worker answers, and what it must be worth to verifier {@code spatial-ssrl}. */
enum Reply {
    /** Boxes A. */
    A,
    /** Boxes B. */
    B,
    /** Text without a box. */
    PROSE,
    /** No text at all. */
    SILENT,
    /** The engine gave up. */
    ABORTED;

    private static final double FORMAT_ONLY = 0.1;

    /** The completion; null where there is none. */
    @Nullable
    String text(int nonce) {
        return switch (this) {
            case A, B -> "<think>" + nonce + "</think>\\boxed{" + name() + "}";
            case PROSE -> "It is hard to tell, said " + nonce;
            case SILENT, ABORTED -> null;
        };
    }

    FinishReason finishReason() {
        return this == ABORTED ? FinishReason.ABORT : FinishReason.STOP;
    }

    MemberOutcome outcome() {
        return switch (this) {
            case A, B, PROSE -> MemberOutcome.SCORED;
            case SILENT -> MemberOutcome.UNSCORABLE;
            case ABORTED -> MemberOutcome.ERROR;
        };
    }

    /** The reward, where A or B is the answer; null if there is none. */
    @Nullable
    Double reward(String answer) {
        return switch (this) {
            case A, B -> name().equals(answer) ? 1.0 : FORMAT_ONLY;
            case PROSE -> 0.0;
            case SILENT, ABORTED -> null;
        };
    }
}
