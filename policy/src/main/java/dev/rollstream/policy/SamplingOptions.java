package dev.rollstream.policy;

/**
 * How tokens are chosen.
 *
 * @param temperature that logits are divided by; 0 always takes the likeliest token, the lowest id among equals
 * @param topP tokens are drawn from the likeliest ones whose probabilities (after temperature) first sum to this; 1 for all
 * @param maxTokens of a completion, its end included
 */
public record SamplingOptions(double temperature, double topP, int maxTokens) {
    /** Checks the bounds. */
    public SamplingOptions {
        if (!(temperature >= 0 && temperature <= 100) || !(topP > 0 && topP <= 1) || maxTokens < 1) {
            throw new IllegalArgumentException("cannot sample at temperature " + temperature + " (0 to 100), top-p "
                    + topP + " (above 0, up to 1), " + maxTokens + " tokens (at least 1)");
        }
    }

    /** As training samples: temperature 1, all tokens. */
    public static SamplingOptions training(int maxTokens) {
        return new SamplingOptions(1, 1, maxTokens);
    }

    /** Always the likeliest token. */
    public static SamplingOptions greedy(int maxTokens) {
        return new SamplingOptions(0, 1, maxTokens);
    }
}
