package dev.rollstream.scorer;

import dev.rollstream.avro.GroupSize;
import dev.rollstream.scorer.verifier.VerifierBudget;
import java.time.Duration;

/**
 * Bounds of the scorer.
 *
 * @param maxGroupSize most members that an answer key may ask for, {@link GroupSize#MAX} or fewer
 * @param maxTtl longest time to live that an answer key may ask for: with the rate of groups it bounds the state
 * @param parkTime how long a rollout waits for its answer key
 * @param parkBytes how many bytes of rollouts may wait in each partition
 * @param verifierBudget time for verifiers that are not built in
 * @param slotsOnce always true in production; false scores every rollout of a slot, and lets a test show that its oracle can fail
 */
public record ScorerOptions(
        int maxGroupSize,
        Duration maxTtl,
        Duration parkTime,
        long parkBytes,
        VerifierBudget verifierBudget,
        boolean slotsOnce) {
    /** Groups of up to 1,024 for up to five days; rollouts wait five minutes, 64 MiB a partition. */
    public static final ScorerOptions DEFAULT = new ScorerOptions(
            GroupSize.MAX, Duration.ofDays(5), Duration.ofMinutes(5), 64L << 20, VerifierBudget.DEFAULT);

    /** As production runs it. */
    public ScorerOptions(
            int maxGroupSize, Duration maxTtl, Duration parkTime, long parkBytes, VerifierBudget verifierBudget) {
        this(maxGroupSize, maxTtl, parkTime, parkBytes, verifierBudget, true);
    }

    /** Checks that all bounds are positive. */
    public ScorerOptions {
        if (maxGroupSize < 1 || maxTtl.toMillis() < 1 || parkTime.toMillis() < 1 || parkBytes < 1) {
            throw new IllegalArgumentException("The scorer's bounds must be positive, got group size " + maxGroupSize
                    + ", time to live " + maxTtl + ", park time " + parkTime + ", park bytes " + parkBytes);
        }
        if (!GroupSize.isUsable(maxGroupSize)) {
            throw new IllegalArgumentException(
                    "Groups of " + maxGroupSize + " are more than any stage takes; the most is " + GroupSize.MAX);
        }
    }
}
