package dev.rollstream.policy;

/**
 * A loss and its bounds.
 *
 * @param kind formula
 * @param clipLow the ratio is clipped below 1 - this
 * @param clipHigh and above 1 + this
 * @param clipDual a bad token's loss is at most this times its advantage's size; not used by {@link LossKind#CISPO}
 */
public record LossSettings(LossKind kind, double clipLow, double clipHigh, double clipDual) {
    /** Checks the bounds. */
    public LossSettings {
        if (!(clipLow >= 0 && clipLow <= 1) || !(clipHigh >= 0) || !(clipDual > 1)) {
            throw new IllegalArgumentException(
                    "clip bounds must be 0 to 1 below, 0 or more above, more than 1 dual; not " + clipLow + ", "
                            + clipHigh + ", " + clipDual);
        }
    }

    /** As Spatial-SSRL was trained: 0.2 below, 0.3 above, 3 dual. */
    public static LossSettings spatialSsrl() {
        return new LossSettings(LossKind.DEFAULT, 0.2, 0.3, 3);
    }

    /** ln(1 - low): the least logarithm of a ratio. */
    double lowest() {
        return Math.log(1 - clipLow);
    }

    /** ln(1 + high): the greatest. */
    double highest() {
        return Math.log(1 + clipHigh);
    }
}
