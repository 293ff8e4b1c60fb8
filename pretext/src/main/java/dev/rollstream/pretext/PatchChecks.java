package dev.rollstream.pretext;

import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import java.util.Optional;

/** What every patch task asks of a picture. */
final class PatchChecks {
    private PatchChecks() {}

    /** Strict: patches large enough for a label. Reference: patches that exist. */
    static Optional<TaskOutcome.Skipped> size(PatchGrid grid, TaskOptions options) {
        int needed = options.mode() == Mode.STRICT ? options.limits().minPatchSide() : 1;
        if (Math.min(grid.patchWidth(), grid.patchHeight()) >= needed) {
            return Optional.empty();
        }
        return Optional.of(new TaskOutcome.Skipped(
                SkipReason.PATCH_TOO_SMALL,
                grid.rows() + " x " + grid.columns() + " patches of " + grid.patchWidth() + " x " + grid.patchHeight()
                        + " px, needed are " + needed));
    }

    /** Patches with something in them. */
    static Optional<TaskOutcome.Skipped> structured(RgbImage image, PatchGrid grid, StrictLimits limits) {
        PatchStatistics statistics = new PatchStatistics(image);
        for (int patch = 0; patch < grid.size(); patch++) {
            double deviation = statistics.deviation(grid.patch(patch));
            if (deviation < limits.minPatchDeviation()) {
                return Optional.of(new TaskOutcome.Skipped(
                        SkipReason.PATCH_UNIFORM,
                        "patch " + patch + " has a standard deviation of " + Math.round(deviation * 10) / 10.0));
            }
        }
        return Optional.empty();
    }
}
