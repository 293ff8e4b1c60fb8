package dev.rollstream.producer.task;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far the task producer runs ahead.
 *
 * @param maxInFlight most groups without a terminal record: bounds the memory of scorer and aggregator
 * @param batch most groups in one transaction
 * @param learner learner whose position bounds staleness; empty: none is followed
 */
public record Pacing(int maxInFlight, int batch, Optional<FollowedLearner> learner) {
    /**
     * A learner to stay close to.
     *
     * @param name its name on topic progress
     * @param maxAhead most usable groups (open, COMPLETE or PARTIAL) beyond its position; empty: one batch of the learner,
     *     known once it has written its first position
     * @param sync on-policy: one batch ahead, and every task asks for the learner's current policy version
     */
    public record FollowedLearner(String name, OptionalInt maxAhead, boolean sync) {
        /** Checks that the window is not empty. */
        public FollowedLearner {
            if (maxAhead.isPresent() && maxAhead.getAsInt() < 1) {
                throw new IllegalArgumentException("max-ahead is " + maxAhead.getAsInt() + "; it must be 1 or more");
            }
        }
    }

    /** Checks ranges. */
    public Pacing {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("max-in-flight is " + maxInFlight + "; it must be 1 or more");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + "; it must be 1 or more");
        }
    }

    /** 256 groups in flight, up to 64 in a transaction, no learner followed. */
    public static Pacing defaults() {
        return new Pacing(256, 64, Optional.empty());
    }
}
