package dev.rollstream.pretext;

/**
 * What strict mode asks of a picture. Differences are in grey levels of 0 to 255.
 *
 * @param minPatchSide of every patch in pixels, so that border and label do not dominate it
 * @param minPatchDifference mean absolute difference that any two patches must have
 * @param minPatchDeviation standard deviation that every patch, and every option of a crop, must have
 * @param minFlipDifference mean absolute difference that a patch must have from each of its flips, and those from each other
 * @param minCropSide of the square that a crop task cuts out, in pixels
 * @param minOptionDifference mean absolute difference that any two options of a crop task must have
 */
public record StrictLimits(
        int minPatchSide,
        double minPatchDifference,
        double minPatchDeviation,
        double minFlipDifference,
        int minCropSide,
        double minOptionDifference) {
    /** Patches: 64 px, 2, 2 and 4 levels; crops: 56 px and 3 levels. */
    public static StrictLimits defaults() {
        return new StrictLimits(64, 2, 2, 4, 56, 3);
    }

    /** These limits with other least sides of patches and crops. */
    public StrictLimits withMinSides(int patch, int crop) {
        return new StrictLimits(
                patch, minPatchDifference, minPatchDeviation, minFlipDifference, crop, minOptionDifference);
    }
}
