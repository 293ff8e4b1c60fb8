package dev.rollstream.scorer.verifier;

import java.util.Objects;

/**
 * How the verification of one completion ended: with a {@link Verdict}, or without one because the verifier ran out of
 * time or failed.
 */
public sealed interface VerifierOutcome permits Verdict, VerifierOutcome.TimedOut, VerifierOutcome.Failed {
    /**
     * The verifier did not answer within its budget.
     *
     * @param reason what happened, for an operator
     */
    record TimedOut(String reason) implements VerifierOutcome {
        /** Checks that there is a reason. */
        public TimedOut {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The verifier threw an exception, or is suspended because it timed out too often.
     *
     * @param reason what happened, for an operator
     */
    record Failed(String reason) implements VerifierOutcome {
        /** Checks that there is a reason. */
        public Failed {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
