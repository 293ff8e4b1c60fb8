package dev.rollstream.pretext;

import dev.rollstream.pretext.PatchStatistics.Reading;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import java.util.List;
import java.util.Optional;

/**
 * Flipped patch recognition: one of 2 x 2 patches is turned upside down (direction 0) or mirrored (direction 1). Patch t and
 * direction d are uniform; the answer is {@code t-d}. Patches stay in place; borders and labels are drawn after the flip, so that
 * a label never shows it.
 *
 * <p>Strict mode refuses a picture, whatever t and d are drawn, when any patch looks the same after a flip, or when the two flips
 * of any patch look the same; refusing only the drawn patch would favour the textured patches in the answers.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1, https://arxiv.org/abs/2510.27606
 */
public final class FlipTask implements PretextTask {
    private static final int VERTICAL = 0;

    @Override
    public String name() {
        return "flip";
    }

    @Override
    public int releasedCount() {
        return 4_005;
    }

    @Override
    public TaskOutcome make(SourceImage source, long seed, TaskOptions options) {
        RgbImage image = source.pixels();
        PatchGrid grid = PatchGrid.of(image, 2, 2);
        Optional<TaskOutcome.Skipped> refusal = PatchChecks.size(grid, options)
                .or(() -> options.mode() == Mode.STRICT ? visible(image, grid, options.limits()) : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        SeededRandom random = new SeededRandom(seed);
        int patch = random.below(grid.size());
        int direction = random.below(2);
        RgbImage flipped = draw(image, grid, patch, direction, options.mode());
        return new Sample(
                List.of(),
                name(),
                "2x2",
                options.mode(),
                Prompts.flip(random),
                patch + "-" + direction,
                List.of(options.encoding().encode(flipped)),
                source.name(),
                seed);
    }

    /** The picture with one patch flipped, 0 vertically or 1 horizontally, and with border and labels. */
    static RgbImage draw(RgbImage image, PatchGrid grid, int patch, int direction, Mode mode) {
        RgbCanvas canvas = new RgbCanvas(grid.width(), grid.height());
        canvas.paste(image, new Region(0, 0, grid.width(), grid.height()), 0, 0);
        if (direction == VERTICAL) {
            canvas.flipVertically(grid.patch(patch));
        } else {
            canvas.flipHorizontally(grid.patch(patch));
        }
        PatchMarks.draw(canvas, grid, mode);
        return canvas.finish();
    }

    private static Optional<TaskOutcome.Skipped> visible(RgbImage image, PatchGrid grid, StrictLimits limits) {
        return PatchChecks.structured(image, grid, limits).or(() -> asymmetric(image, grid, limits));
    }

    private static Optional<TaskOutcome.Skipped> asymmetric(RgbImage image, PatchGrid grid, StrictLimits limits) {
        PatchStatistics statistics = new PatchStatistics(image);
        for (int patch = 0; patch < grid.size(); patch++) {
            Region region = grid.patch(patch);
            double level = limits.minFlipDifference();
            String subject = "patch " + patch;
            if (!statistics.differ(region, Reading.PLAIN, region, Reading.FLIPPED_VERTICALLY, level)) {
                return skipped(SkipReason.FLIP_INVISIBLE, subject + " hardly changes when flipped vertically");
            }
            if (!statistics.differ(region, Reading.PLAIN, region, Reading.FLIPPED_HORIZONTALLY, level)) {
                return skipped(SkipReason.FLIP_INVISIBLE, subject + " hardly changes when flipped horizontally");
            }
            if (!statistics.differ(region, Reading.FLIPPED_VERTICALLY, region, Reading.FLIPPED_HORIZONTALLY, level)) {
                return skipped(SkipReason.FLIPS_ALIKE, subject + " looks the same after either flip");
            }
        }
        return Optional.empty();
    }

    private static Optional<TaskOutcome.Skipped> skipped(SkipReason reason, String detail) {
        return Optional.of(new TaskOutcome.Skipped(reason, detail));
    }
}
