package dev.rollstream.producer.worker;

import java.time.Duration;

/**
 * How a rollout worker works.
 *
 * @param workerId names the worker in its rollouts: 1 to 64 letters, digits, '.', '_' or '-'
 * @param policyId policy that it follows; tasks for another one are left unrun
 * @param fleet the workers that share the tasks among them, as the group id after the stream's prefix
 * @param queue how tasks are handed out; the same in all of the fleet
 * @param concurrency generations at once, each in a slot of its own; a share group has 200 members by default, and each slot is
 *     one; over the whole fleet there should be more of them than partitions, see {@link QueueKind#SHARE}
 * @param allowedSkew how far the worker's clock may be ahead of the broker's before a task counts as expired
 */
public record RolloutWorkerOptions(
        String workerId, String policyId, String fleet, QueueKind queue, int concurrency, Duration allowedSkew) {

    /** Most generations of one worker. */
    public static final int MAX_CONCURRENCY = 1_000;

    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    /** Checks names and ranges. */
    public RolloutWorkerOptions {
        requireName("worker id", workerId);
        requireName("fleet", fleet);
        if (policyId.isEmpty()) {
            throw new IllegalArgumentException("policy id is empty");
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException(
                    "concurrency is " + concurrency + "; it must be 1 to " + MAX_CONCURRENCY);
        }
        if (allowedSkew.isNegative()) {
            throw new IllegalArgumentException("allowed skew is " + allowedSkew + "; it must not be negative");
        }
    }

    private static void requireName(String what, String value) {
        if (!value.matches(NAME)) {
            throw new IllegalArgumentException(
                    what + " '" + value + "' is not 1 to 64 letters, digits, '.', '_' or '-'");
        }
    }

    /** Policy {@code default}, fleet {@code workers}, a share group, eight generations at once, five seconds of skew. */
    public static RolloutWorkerOptions of(String workerId) {
        return new RolloutWorkerOptions(workerId, "default", "workers", QueueKind.SHARE, 8, Duration.ofSeconds(5));
    }

    /** The same with another policy. */
    public RolloutWorkerOptions withPolicyId(String newPolicyId) {
        return new RolloutWorkerOptions(workerId, newPolicyId, fleet, queue, concurrency, allowedSkew);
    }

    /** The same in another fleet. */
    public RolloutWorkerOptions withFleet(String newFleet) {
        return new RolloutWorkerOptions(workerId, policyId, newFleet, queue, concurrency, allowedSkew);
    }

    /** The same with another kind of queue. */
    public RolloutWorkerOptions withQueue(QueueKind newQueue) {
        return new RolloutWorkerOptions(workerId, policyId, fleet, newQueue, concurrency, allowedSkew);
    }

    /** The same with another number of generations at once. */
    public RolloutWorkerOptions withConcurrency(int newConcurrency) {
        return new RolloutWorkerOptions(workerId, policyId, fleet, queue, newConcurrency, allowedSkew);
    }
}
