package dev.rollstream.learner.training;

import dev.rollstream.policy.KlSettings;
import dev.rollstream.policy.LossSettings;

/**
 * What is minimised: the mean over all tokens of an update of loss plus weighted penalty.
 *
 * @param loss of a token
 * @param kl that holds the policy near its cold start
 * @param temperature that members are sampled at, above 0
 */
public record Objective(LossSettings loss, KlSettings kl, double temperature) {
    /** Checks the temperature. */
    public Objective {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
        }
    }
}
