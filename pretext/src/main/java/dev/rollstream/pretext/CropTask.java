package dev.rollstream.pretext;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.RgbCanvas;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cropped patch inpainting: a square of half the shorter side is blacked out at a uniform place, and four options A to D are
 * offered for it. The right one is in a uniform slot; the others are three of five {@linkplain CropKind kinds}, drawn without
 * replacement. The pictures are the one with the hole, then A to D; the answer is the right letter.
 *
 * <p>Strict mode refuses a place, whatever slot and kinds are drawn, when the square or any view of the five kinds has no
 * structure, or any two of these six look alike. Refusal therefore tells nothing about the answer, an option without structure
 * does not give itself away as wrong, and kinds stay equally likely. {@link CropDetail} says how sharpness is kept from telling.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1 and appendix A, https://arxiv.org/abs/2510.27606
 */
public final class CropTask implements PretextTask {
    private static final int BLACK = 0;
    /** Below, the interior of the square is empty. */
    private static final int LEAST_SIDE = 2;

    @Override
    public String name() {
        return "crop";
    }

    @Override
    public int releasedCount() {
        return 20_200;
    }

    @Override
    public TaskOutcome make(SourceImage source, long seed, TaskOptions options) {
        RgbImage picture = source.pixels();
        int side = CropPlan.side(picture.width(), picture.height());
        boolean strict = options.mode() == Mode.STRICT;
        int needed = strict ? options.limits().minCropSide() : LEAST_SIDE;
        if (side < Math.max(LEAST_SIDE, needed)) {
            return new TaskOutcome.Skipped(
                    SkipReason.CROP_TOO_SMALL, "a square of " + side + " px, needed are " + needed);
        }
        SeededRandom random = new SeededRandom(seed);
        CropPlan plan = CropPlan.draw(picture.width(), picture.height(), random);
        CropViews views = new CropViews(picture, plan.crop(), options.cropDetail());
        Optional<TaskOutcome.Skipped> refusal = strict ? views.refusal(options.limits()) : Optional.empty();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<EncodedImage> images = new ArrayList<>();
        images.add(options.encoding().encode(masked(picture, plan)));
        plan.slots(views.right(), views::wrong)
                .forEach(option -> images.add(options.encoding().encode(option)));
        return new Sample(
                List.of(),
                name(),
                options.cropDetail().text(),
                options.mode(),
                Prompts.crop(random),
                plan.answer(),
                images,
                source.name(),
                seed);
    }

    private static RgbImage masked(RgbImage picture, CropPlan plan) {
        RgbCanvas canvas = RgbCanvas.copyOf(picture);
        canvas.fill(plan.crop(), BLACK);
        return canvas.finish();
    }
}
