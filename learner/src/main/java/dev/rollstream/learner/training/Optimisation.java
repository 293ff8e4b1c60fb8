package dev.rollstream.learner.training;

import dev.rollstream.policy.AdamWSettings;

/**
 * How gradients change the weights.
 *
 * @param adam settings at the full learning rate, with the factors of the model's parts
 * @param schedule of the learning rate over steps
 */
public record Optimisation(AdamWSettings adam, RateSchedule schedule) {
    /** The settings of one step. */
    AdamWSettings at(long step) {
        return adam.withLearningRate(adam.learningRate() * schedule.share(step));
    }
}
