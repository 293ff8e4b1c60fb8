package dev.rollstream.pretext;

/**
 * What strict mode asks of a picture. Differences are in grey levels of 0 to 255.
 *
 * @param minPatchSide of every patch in pixels, so that border and label do not dominate it
 * @param minPatchDifference mean absolute difference that any two patches must have
 * @param minPatchDeviation standard deviation that every patch must have
 * @param minFlipDifference mean absolute difference that a patch must have from each of its flips, and those from each other
 */
public record StrictLimits(
        int minPatchSide, double minPatchDifference, double minPatchDeviation, double minFlipDifference) {
    /** 64 px, 2, 2 and 4 levels. */
    public static StrictLimits defaults() {
        return new StrictLimits(64, 2, 2, 4);
    }
}
