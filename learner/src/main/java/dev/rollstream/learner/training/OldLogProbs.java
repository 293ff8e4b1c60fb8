package dev.rollstream.learner.training;

/**
 * Against which policy ratios are taken, and so clipped.
 *
 * <p>Recomputed ones are the trainer's own when a batch begins. What that leaves out, that the samples come from another policy, is
 * made up for by an importance weight of each token, min(cap, p_recomputed / p_rollout), which multiplies its loss as a constant.
 *
 * <p>Source: truncated importance weights, Ionides, "Truncated importance sampling", 2008,
 * https://doi.org/10.1198/106186008X320456
 *
 * @param source of the old log-probabilities
 * @param weightCap greatest importance weight of recomputed ones; 0: no importance weights; not used with {@link Source#ROLLOUT}
 */
public record OldLogProbs(Source source, double weightCap) {
    /** Where old log-probabilities come from. */
    public enum Source {
        /** From the worker that sampled, with the tokens. */
        ROLLOUT,
        /** From the trainer's weights at the start of the batch. */
        RECOMPUTE
    }

    /** Checks the cap. */
    public OldLogProbs {
        if (!(weightCap >= 0)) {
            throw new IllegalArgumentException("importance weights are capped at 0 (none) or more, not " + weightCap);
        }
    }

    /** The worker's, as they are. */
    public static OldLogProbs rollout() {
        return new OldLogProbs(Source.ROLLOUT, 0);
    }

    /** Recomputed, with importance weights up to {@code weightCap}. */
    public static OldLogProbs recompute(double weightCap) {
        return new OldLogProbs(Source.RECOMPUTE, weightCap);
    }
}
