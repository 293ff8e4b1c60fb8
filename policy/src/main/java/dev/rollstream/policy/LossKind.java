package dev.rollstream.policy;

import java.util.Locale;

/** How a token's advantage becomes a loss. Formulas are with {@link PolicyLoss}. */
public enum LossKind {
    /** Proximal policy optimisation with a second bound for bad tokens ("dual clip"). */
    DEFAULT(false),
    /** One ratio for the sequence: the geometric mean of its tokens' ratios. */
    GSPO(true),
    /** As {@link #GSPO} in value; the gradient goes through each token's own log-probability. */
    GSPO_TOKEN(true),
    /** The clipped ratio, taken as a constant, weighs the log-probability. */
    CISPO(false);

    private final boolean wholeSequence;

    LossKind(boolean wholeSequence) {
        this.wholeSequence = wholeSequence;
    }

    /** As people write it: {@code gspo-token}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the ratio is of the sequence, not of the token. */
    boolean wholeSequence() {
        return wholeSequence;
    }
}
