package dev.rollstream.scorer.verifier;

import java.util.Objects;

/**
 * One named part of a reward, such as {@code format} or {@code accuracy}.
 *
 * @param name name of the part
 * @param value its value, finite
 */
public record RewardComponent(String name, double value) {
    /** Name of the part that judges the form of a completion. */
    public static final String FORMAT = "format";

    /** Name of the part that judges the answer. */
    public static final String ACCURACY = "accuracy";

    /** Checks that the value can be written to a reward. */
    public RewardComponent {
        Objects.requireNonNull(name, "name");
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("Reward component '" + name + "' must be finite, got " + value);
        }
    }
}
