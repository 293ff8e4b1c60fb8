package dev.rollstream.pretext;

import dev.rollstream.pretext.geometry.BlockPair;
import dev.rollstream.pretext.geometry.CentralPairSearch;
import dev.rollstream.pretext.geometry.DepthWindow;
import dev.rollstream.pretext.geometry.Facing;
import dev.rollstream.pretext.geometry.Finding;
import dev.rollstream.pretext.geometry.PairKind;
import dev.rollstream.pretext.geometry.RandomPairSearch;
import dev.rollstream.pretext.geometry.RandomPairSearch.Spacing;
import dev.rollstream.pretext.geometry.RelativePosition;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.SourceImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Relative 3D position: two blocks of the picture carry the numbers 1 and 2; a camera stands at one of them, facing some way, and
 * the question is where the other one is for it. The answer is the letter of one of four options.
 *
 * <p>Numbers, camera, facing and letters are drawn after the pair is found: whether a picture is refused tells nothing about the
 * answer. The variant is the kind of pair, which the question shows as well. Strict mode draws the pair and demands more of
 * it ({@link RandomPairSearch}); reference mode always takes the most central one ({@link CentralPairSearch}).
 *
 * <p>Source: Spatial-SSRL, arXiv 2510.27606, section 3.1 and appendix A, https://arxiv.org/abs/2510.27606
 */
public final class PositionTask implements PretextTask {
    private static final String LETTERS = "ABCD";

    @Override
    public String name() {
        return "position";
    }

    @Override
    public int releasedCount() {
        return 20_200;
    }

    @Override
    public boolean needsDepth() {
        return true;
    }

    @Override
    public TaskOutcome make(SourceImage source, long seed, TaskOptions options) {
        SeededRandom random = new SeededRandom(seed);
        PairKind kind = Weighted.draw(options.position().kinds(), Comparator.naturalOrder(), random);
        Finding<BlockPair> finding = find(Objects.requireNonNull(source.depth()), kind, options.mode(), random);
        if (finding instanceof Finding.None<BlockPair> none) {
            return new TaskOutcome.Skipped(none.reason(), none.detail());
        }
        BlockPair pair = ((Finding.Found<BlockPair>) finding).points();
        boolean swapped = random.below(2) == 1;
        DepthWindow one = swapped ? pair.second() : pair.first();
        DepthWindow two = swapped ? pair.first() : pair.second();
        Question question = question(kind, one, two, options, random);
        return new Sample(
                List.of(),
                name(),
                kind.name().toLowerCase(Locale.ROOT),
                options.mode(),
                PointPrompts.position(question.prompt, random),
                question.answer,
                List.of(picture(source, List.of(Marker.on(1, one), Marker.on(2, two)), options)),
                source.name(),
                seed);
    }

    private static Finding<BlockPair> find(DepthMap map, PairKind kind, Mode mode, SeededRandom random) {
        if (mode == Mode.REFERENCE) {
            return CentralPairSearch.find(map, kind);
        }
        NativeDrawing drawing = NativeDrawing.of(map.width(), map.height());
        return RandomPairSearch.find(map, kind, new Spacing(drawing.margin(), drawing.spacing()), random);
    }

    private record Question(PointPrompts.Position prompt, String answer) {}

    private static Question question(
            PairKind kind, DepthWindow one, DepthWindow two, TaskOptions options, SeededRandom random) {
        int camera = 1 + random.below(2);
        Facing facing = Weighted.draw(options.position().facings(), Comparator.naturalOrder(), random);
        RelativePosition relation =
                camera == 1 ? RelativePosition.of(kind, one, two) : RelativePosition.of(kind, two, one);
        List<String> shown = Arrays.stream(random.permutation(LETTERS.length()))
                .mapToObj(relation.options()::get)
                .toList();
        int right = shown.indexOf(relation.answer(facing));
        return new Question(
                new PointPrompts.Position(camera, facing, shown, kind == PairKind.FAR),
                LETTERS.substring(right, right + 1));
    }

    private static EncodedImage picture(SourceImage source, List<Marker> markers, TaskOptions options) {
        return options.mode() == Mode.STRICT
                ? NativeDrawing.encode(source.pixels(), markers, options.encoding())
                : FigureDrawing.POSITION.encode(source.pixels(), markers, options.encoding());
    }
}
