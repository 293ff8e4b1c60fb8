package dev.rollstream.local.audit;

import java.util.Map;

/**
 * What the topics still hold, and how far the scorer has read. Outside of it nothing can be proved, so nothing is judged.
 *
 * @param fromMs groups whose answer key is older were cut by some topic's retention; 0: everything is still there
 * @param scoredRollouts per partition of ROLLOUTS the offset up to which the scorer has committed
 */
public record Window(long fromMs, Map<Integer, Long> scoredRollouts) {
    /** Copies the map. */
    public Window {
        scoredRollouts = Map.copyOf(scoredRollouts);
    }

    /** Whether a group of an answer key with that append time is whole in every topic. */
    public boolean holds(long answerKeyMs) {
        return answerKeyMs >= fromMs;
    }

    /** Whether retention has cut any topic. */
    public boolean isCut() {
        return fromMs > 0;
    }

    /** Whether the scorer has dealt with that rollout. */
    public boolean isScored(int partition, long offset) {
        return offset < scoredRollouts.getOrDefault(partition, 0L);
    }
}
