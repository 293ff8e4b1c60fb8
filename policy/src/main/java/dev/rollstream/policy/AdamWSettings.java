package dev.rollstream.policy;

import java.util.EnumMap;
import java.util.Map;

/**
 * Settings of {@link AdamW}.
 *
 * @param learningRate at full rate
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 * @param epsilon added to the root of the latter
 * @param weightDecay taken off each weight, times the learning rate, in each step
 * @param maxNorm gradients of greater norm, over all parameters together, are scaled down to it
 * @param partRates factors of the learning rate; 1 for parts that are missing, 0 leaves a part as it is
 */
public record AdamWSettings(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double maxNorm,
        Map<ModelPart, Double> partRates) {
    /** Takes a copy of the factors. */
    public AdamWSettings {
        partRates = Map.copyOf(partRates);
    }

    /** Betas 0.9 and 0.999, epsilon 1e-8, decay 0.01 and norm 1, the same rate everywhere. */
    public static AdamWSettings of(double learningRate) {
        return new AdamWSettings(learningRate, 0.9, 0.999, 1e-8, 0.01, 1, Map.of());
    }

    /** These settings with another rate, such as a schedule gives. */
    public AdamWSettings withLearningRate(double rate) {
        return new AdamWSettings(rate, beta1, beta2, epsilon, weightDecay, maxNorm, partRates);
    }

    /** These settings with a factor for one part. */
    public AdamWSettings withPartRate(ModelPart part, double factor) {
        Map<ModelPart, Double> rates = new EnumMap<>(ModelPart.class);
        rates.putAll(partRates);
        rates.put(part, factor);
        return new AdamWSettings(learningRate, beta1, beta2, epsilon, weightDecay, maxNorm, rates);
    }

    double rate(String parameter) {
        return learningRate * partRates.getOrDefault(ModelPart.of(parameter), 1.0);
    }
}
