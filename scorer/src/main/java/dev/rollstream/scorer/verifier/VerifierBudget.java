package dev.rollstream.scorer.verifier;

import java.time.Duration;

/**
 * How long a verifier that is not built in may take, and how often it may take longer.
 *
 * <p>Each timeout adds {@link #creditsPerTimeout} to a count from which each answer in time takes one; at
 * {@code creditsPerTimeout * maxTimeouts} the verifier is suspended. So {@code maxTimeouts} timeouts in a row suspend it, and
 * in the long run more than one timeout in {@code creditsPerTimeout} calls.
 *
 * @param perCall longest time of one call
 * @param maxTimeouts timeouts in a row that suspend the verifier, and most calls that may still be running after their time
 * @param creditsPerTimeout answers in time that make up for one timeout
 */
public record VerifierBudget(Duration perCall, int maxTimeouts, int creditsPerTimeout) {
    /** One second a call, suspension after three timeouts in a row or more than one in ten. */
    public static final VerifierBudget DEFAULT = new VerifierBudget(Duration.ofSeconds(1), 3, 10);

    /** Checks that all bounds are positive. */
    public VerifierBudget {
        if (perCall.isZero() || perCall.isNegative() || maxTimeouts < 1 || creditsPerTimeout < 1) {
            throw new IllegalArgumentException("A verifier's budget must be positive, got " + perCall + " per call, "
                    + maxTimeouts + " timeouts, " + creditsPerTimeout + " credits");
        }
    }
}
