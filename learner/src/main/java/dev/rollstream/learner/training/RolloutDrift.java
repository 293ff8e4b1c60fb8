package dev.rollstream.learner.training;

/**
 * How far the learning policy was from the ones that sampled, when it learned. Over all tokens learned from.
 *
 * @param kl mean of log p_rollout - log p_learner: an estimate of KL(rollout || learner), in nats
 * @param maxRatio greatest p_learner / p_rollout
 * @param cappedShare share of tokens whose importance weight was capped; 0 where there are none
 * @param meanWeight mean importance weight; 1 where there are none
 */
public record RolloutDrift(double kl, double maxRatio, double cappedShare, double meanWeight) {
    /** Of a batch that had nothing to learn from. */
    static final RolloutDrift NONE = new RolloutDrift(0, 1, 0, 1);
}
