package dev.rollstream.local.simulation;

import dev.rollstream.avro.Topics;
import dev.rollstream.scorer.ScorerOptions;
import dev.rollstream.scorer.verifier.VerifierBudget;
import java.time.Duration;
import java.util.Random;

/**
 * What a seed decides before its run begins.
 *
 * @param topics the stream
 * @param parkMs how long a rollout waits for its key
 * @param parkBytes how many bytes may wait
 * @param isParkingScarce whether that is little enough to be reached
 * @param stepMs longest time between two events
 * @param clockAheadMs how far the scorer's clock is ahead of the broker's
 * @param crashWeight how often stages crash
 */
record Setup(
        Topics topics,
        long parkMs,
        long parkBytes,
        boolean isParkingScarce,
        int stepMs,
        long clockAheadMs,
        int crashWeight) {
    static final int PARTITIONS = 2;
    static final int MAX_GROUP_SIZE = 8;

    static Setup of(Random random) {
        boolean scarce = random.nextInt(3) == 0;
        return new Setup(
                new Topics("sim."),
                500 + random.nextInt(2_000),
                scarce ? 1_500 : 1 << 20,
                scarce,
                random.nextBoolean() ? 10 : 80,
                random.nextInt(801) - 400L,
                1 + random.nextInt(8));
    }

    ScorerOptions scorerOptions() {
        return new ScorerOptions(
                MAX_GROUP_SIZE, Duration.ofHours(1), Duration.ofMillis(parkMs), parkBytes, VerifierBudget.DEFAULT);
    }
}
