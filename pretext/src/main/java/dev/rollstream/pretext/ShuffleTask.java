package dev.rollstream.pretext;

import dev.rollstream.pretext.PatchStatistics.Reading;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Shuffled patch reordering: slot p of the output shows patch s[p] of the original, s a uniform permutation. The answer is the
 * inverse of s: for every place of the original, in reading order, the label of the slot that now shows it. For s = [0,3,1,2]
 * that is {@code 0-2-3-1}.
 *
 * <p>In a masked variant one uniform slot is painted white after the shuffle; borders and labels come last.
 *
 * <p>Strict mode refuses a picture, whatever the permutation, when a patch is too small or uniform or two look alike; whether a
 * picture is refused therefore tells nothing about the answer. It leaves out the identity unless that is allowed.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, appendix A.2, https://arxiv.org/abs/2510.27606
 */
public final class ShuffleTask implements PretextTask {
    private static final int WHITE = 0xFFFFFF;

    @Override
    public String name() {
        return "shuffle";
    }

    @Override
    public int releasedCount() {
        return 16_028;
    }

    @Override
    public TaskOutcome make(SourceImage source, long seed, TaskOptions options) {
        SeededRandom random = new SeededRandom(seed);
        ShuffleVariant variant = Weighted.draw(options.shuffleVariants(), Comparator.naturalOrder(), random);
        RgbImage image = source.pixels();
        PatchGrid grid = PatchGrid.of(image, variant.rows(), variant.columns());
        Optional<TaskOutcome.Skipped> refusal = PatchChecks.size(grid, options)
                .or(() -> options.mode() == Mode.STRICT ? distinct(image, grid, options.limits()) : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        boolean identity = options.mode() == Mode.REFERENCE || options.allowIdentity();
        int[] order = order(grid.size(), identity, random);
        int maskedSlot = variant.masked() ? random.below(grid.size()) : -1;
        RgbImage shuffled = draw(image, grid, order, maskedSlot, options.mode());
        return new Sample(
                List.of(),
                name(),
                variant.text(),
                options.mode(),
                Prompts.shuffle(variant, random),
                answer(order),
                List.of(options.encoding().encode(shuffled)),
                source.name(),
                seed);
    }

    private static int[] order(int size, boolean identityAllowed, SeededRandom random) {
        int[] order = random.permutation(size);
        while (!identityAllowed && isIdentity(order)) {
            order = random.permutation(size);
        }
        return order;
    }

    private static boolean isIdentity(int[] order) {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return false;
            }
        }
        return true;
    }

    /**
     * The shuffled picture with border and labels.
     *
     * @param order the patch that each slot shows
     * @param maskedSlot painted white, -1 for none
     */
    static RgbImage draw(RgbImage image, PatchGrid grid, int[] order, int maskedSlot, Mode mode) {
        RgbCanvas canvas = new RgbCanvas(grid.width(), grid.height());
        for (int slot = 0; slot < grid.size(); slot++) {
            Region target = grid.patch(slot);
            canvas.paste(image, grid.patch(order[slot]), target.x(), target.y());
            if (slot == maskedSlot) {
                canvas.fill(target, WHITE);
            }
        }
        PatchMarks.draw(canvas, grid, mode);
        return canvas.finish();
    }

    /** The inverse of {@code order}, joined by hyphens. */
    static String answer(int[] order) {
        int[] slotOf = new int[order.length];
        for (int slot = 0; slot < order.length; slot++) {
            slotOf[order[slot]] = slot;
        }
        StringBuilder joined = new StringBuilder();
        for (int patch = 0; patch < slotOf.length; patch++) {
            joined.append(patch == 0 ? "" : "-").append(slotOf[patch]);
        }
        return joined.toString();
    }

    private static Optional<TaskOutcome.Skipped> distinct(RgbImage image, PatchGrid grid, StrictLimits limits) {
        return PatchChecks.structured(image, grid, limits).or(() -> different(image, grid, limits));
    }

    private static Optional<TaskOutcome.Skipped> different(RgbImage image, PatchGrid grid, StrictLimits limits) {
        PatchStatistics statistics = new PatchStatistics(image);
        for (int a = 0; a < grid.size(); a++) {
            for (int b = a + 1; b < grid.size(); b++) {
                if (!statistics.differ(
                        grid.patch(a), Reading.PLAIN, grid.patch(b), Reading.PLAIN, limits.minPatchDifference())) {
                    return Optional.of(new TaskOutcome.Skipped(
                            SkipReason.PATCHES_ALIKE,
                            "patches " + a + " and " + b + " differ by less than " + limits.minPatchDifference()));
                }
            }
        }
        return Optional.empty();
    }
}
