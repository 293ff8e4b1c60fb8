package dev.rollstream.pretext;

import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.Resampling;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SkipReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The right option of a crop task and all wrong ones that could stand beside it, each of the size of the square. They are made
 * when they are asked for. For one thread.
 */
final class CropViews {
    private final RgbImage picture;
    private final Region crop;
    private final CropDetail detail;
    /** Side of what is kept of a view, before it is stretched to the square's. */
    private final int keptSide;

    private final RgbImage right;
    private final Map<CropKind, RgbImage> wrong = new EnumMap<>(CropKind.class);

    CropViews(RgbImage picture, Region crop, CropDetail detail) {
        this.picture = picture;
        this.crop = crop;
        this.detail = detail;
        this.keptSide = detail == CropDetail.EVEN ? crop.width() / 2 : crop.width();
        this.right = kept(crop);
    }

    /** What a view of a part keeps of it. */
    private RgbImage kept(Region part) {
        if (detail == CropDetail.EVEN) {
            return Resampling.mean(picture, part, keptSide, keptSide);
        }
        return part.equals(crop) ? picture.part(part) : Resampling.bilinear(picture, part, keptSide, keptSide);
    }

    private RgbImage kept(CropKind kind) {
        return wrong.computeIfAbsent(kind, missing -> switch (missing) {
            case LEFT_ROTATION -> right.turned(false);
            case RIGHT_ROTATION -> right.turned(true);
            case INTERIOR, EXTERIOR_QUARTER, EXTERIOR_HALF -> kept(missing.shown(picture, crop));
        });
    }

    private RgbImage stretched(RgbImage kept) {
        int side = crop.width();
        return keptSide == side ? kept : Resampling.bilinear(kept, new Region(0, 0, keptSide, keptSide), side, side);
    }

    /** What belongs in the hole. */
    RgbImage right() {
        return stretched(right);
    }

    /** What is offered instead. */
    RgbImage wrong(CropKind kind) {
        return stretched(kept(kind));
    }

    /**
     * Why no fair question can be asked at this place, whatever kinds are drawn: a view has no structure, or two look alike. Views
     * are compared before they are stretched, which adds nothing to them.
     */
    Optional<TaskOutcome.Skipped> refusal(StrictLimits limits) {
        List<String> names = new ArrayList<>(List.of("the square"));
        List<RgbImage> views = new ArrayList<>(List.of(right));
        for (CropKind kind : CropKind.values()) {
            names.add(kind.text());
            views.add(kept(kind));
        }
        return uniform(names, views, limits).or(() -> alike(names, views, limits));
    }

    private static Optional<TaskOutcome.Skipped> uniform(
            List<String> names, List<RgbImage> views, StrictLimits limits) {
        for (int i = 0; i < views.size(); i++) {
            RgbImage view = views.get(i);
            double deviation = new PatchStatistics(view).deviation(new Region(0, 0, view.width(), view.height()));
            if (deviation < limits.minPatchDeviation()) {
                return Optional.of(new TaskOutcome.Skipped(
                        SkipReason.CROP_UNIFORM,
                        names.get(i) + " has a standard deviation of " + Math.round(deviation * 10) / 10.0));
            }
        }
        return Optional.empty();
    }

    private static Optional<TaskOutcome.Skipped> alike(List<String> names, List<RgbImage> views, StrictLimits limits) {
        double level = limits.minOptionDifference();
        for (int a = 0; a < views.size(); a++) {
            for (int b = a + 1; b < views.size(); b++) {
                if (!PatchStatistics.differ(views.get(a), views.get(b), level)) {
                    return Optional.of(new TaskOutcome.Skipped(
                            SkipReason.CROP_OPTIONS_ALIKE,
                            names.get(a) + " and " + names.get(b) + " differ by less than " + level));
                }
            }
        }
        return Optional.empty();
    }
}
