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

/** The right option of a crop task and all wrong ones that could stand beside it, each of the size of the square. */
final class CropViews {
    private final RgbImage right;
    private final Map<CropKind, RgbImage> wrong = new EnumMap<>(CropKind.class);

    private CropViews(RgbImage right) {
        this.right = right;
    }

    /** The views of the given kinds. */
    static CropViews of(RgbImage picture, Region crop, CropDetail detail, List<CropKind> kinds) {
        CropViews views = new CropViews(view(picture, crop, crop.width(), detail));
        for (CropKind kind : kinds) {
            views.wrong.put(kind, views.wrongView(kind, picture, crop, detail));
        }
        return views;
    }

    private RgbImage wrongView(CropKind kind, RgbImage picture, Region crop, CropDetail detail) {
        return switch (kind) {
            case LEFT_ROTATION -> right.turned(false);
            case RIGHT_ROTATION -> right.turned(true);
            case INTERIOR, EXTERIOR_QUARTER, EXTERIOR_HALF ->
                view(picture, kind.shown(picture, crop), crop.width(), detail);
        };
    }

    private static RgbImage view(RgbImage picture, Region shown, int side, CropDetail detail) {
        if (detail == CropDetail.EVEN) {
            RgbImage coarse = Resampling.mean(picture, shown, side / 2, side / 2);
            return Resampling.bilinear(coarse, new Region(0, 0, side / 2, side / 2), side, side);
        }
        boolean sameSize = shown.width() == side && shown.height() == side;
        return sameSize ? picture.part(shown) : Resampling.bilinear(picture, shown, side, side);
    }

    RgbImage right() {
        return right;
    }

    RgbImage wrong(CropKind kind) {
        RgbImage view = wrong.get(kind);
        if (view == null) {
            throw new IllegalStateException("no view of kind " + kind + " was made");
        }
        return view;
    }

    /** Why no fair question can be asked with these views: one has no structure, or two look alike. */
    Optional<TaskOutcome.Skipped> refusal(StrictLimits limits) {
        List<String> names = new ArrayList<>(List.of("the square"));
        List<RgbImage> views = new ArrayList<>(List.of(right));
        wrong.forEach((kind, view) -> {
            names.add(kind.text());
            views.add(view);
        });
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
