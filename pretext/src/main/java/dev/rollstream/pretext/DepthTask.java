package dev.rollstream.pretext;

import dev.rollstream.pretext.geometry.Band;
import dev.rollstream.pretext.geometry.DepthRegions;
import dev.rollstream.pretext.geometry.DepthWindow;
import dev.rollstream.pretext.geometry.Finding;
import dev.rollstream.pretext.geometry.RegionRules;
import dev.rollstream.pretext.geometry.RegionSearch;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.SourceImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Regional depth ordering: three smooth regions at different depths carry the numbers 1 to 3, in a uniform order. The answer is
 * the numbers from the nearest region to the farthest, such as {@code 3-1-2}.
 *
 * <p>Numbers are given after the regions are found: whether a picture is refused, and where the regions are, tells nothing about
 * the answer. Strict mode demands a gap between the depths of the regions, and markers that neither overlap nor stick out.
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1 and appendix A, https://arxiv.org/abs/2510.27606
 */
public final class DepthTask implements PretextTask {
    private static final String VARIANT = "3-regions";

    @Override
    public String name() {
        return "depth";
    }

    @Override
    public int releasedCount() {
        return 20_620;
    }

    @Override
    public boolean needsDepth() {
        return true;
    }

    @Override
    public TaskOutcome make(SourceImage source, long seed, TaskOptions options) {
        NativeDrawing drawing =
                NativeDrawing.of(source.pixels().width(), source.pixels().height());
        RegionRules rules = options.mode() == Mode.STRICT
                ? RegionRules.strict(drawing.margin(), drawing.spacing())
                : RegionRules.reference();
        SeededRandom random = new SeededRandom(seed);
        Finding<DepthRegions> finding = RegionSearch.find(Objects.requireNonNull(source.depth()), rules, random);
        if (finding instanceof Finding.None<DepthRegions> none) {
            return new TaskOutcome.Skipped(none.reason(), none.detail());
        }
        DepthRegions regions = ((Finding.Found<DepthRegions>) finding).points();
        int[] bandOfNumber = random.permutation(Band.values().length);
        return new Sample(
                List.of(),
                name(),
                VARIANT,
                options.mode(),
                PointPrompts.depth(random),
                answer(bandOfNumber),
                List.of(picture(source, markers(regions, bandOfNumber), options)),
                source.name(),
                seed);
    }

    private static List<Marker> markers(DepthRegions regions, int[] bandOfNumber) {
        List<Marker> markers = new ArrayList<>();
        for (int i = 0; i < bandOfNumber.length; i++) {
            DepthWindow region = regions.of(Band.values()[bandOfNumber[i]]);
            markers.add(Marker.on(i + 1, region));
        }
        return markers;
    }

    /** The numbers, each one above its index, by the band that they mark. */
    static String answer(int[] bandOfNumber) {
        int[] numbers = new int[bandOfNumber.length];
        for (int i = 0; i < bandOfNumber.length; i++) {
            numbers[bandOfNumber[i]] = i + 1;
        }
        return numbers[0] + "-" + numbers[1] + "-" + numbers[2];
    }

    private static EncodedImage picture(SourceImage source, List<Marker> markers, TaskOptions options) {
        return options.mode() == Mode.STRICT
                ? NativeDrawing.encode(source.pixels(), markers, options.encoding())
                : FigureDrawing.DEPTH.encode(source.pixels(), markers, options.encoding());
    }
}
