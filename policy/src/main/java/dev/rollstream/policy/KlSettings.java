package dev.rollstream.policy;

/**
 * What holds the policy near a reference.
 *
 * @param kind formula
 * @param coefficient that weighs it against the loss
 */
public record KlSettings(Kind kind, double coefficient) {
    /** Formulas of the divergence. */
    public enum Kind {
        /** None. */
        NONE,
        /** {@link PolicyLoss#k3} of the sampled tokens. */
        K3,
        /** KL(reference || policy), exact over the vocabulary at every step: it also holds on to what was not sampled. */
        FORWARD
    }

    /** Checks the coefficient. */
    public KlSettings {
        if (!(coefficient >= 0)) {
            throw new IllegalArgumentException("a KL coefficient must be at least 0, not " + coefficient);
        }
    }

    /** No reference. */
    public static KlSettings none() {
        return new KlSettings(Kind.NONE, 0);
    }

    /** As Spatial-SSRL was trained: k3 at 0.01. */
    public static KlSettings spatialSsrl() {
        return new KlSettings(Kind.K3, 0.01);
    }
}
