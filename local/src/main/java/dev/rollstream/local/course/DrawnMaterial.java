package dev.rollstream.local.course;

import dev.rollstream.learner.training.ColdStartMaterial;
import dev.rollstream.policy.Picture;
import dev.rollstream.policy.PlaceTarget;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.Wording;
import dev.rollstream.pretext.MarkedPicture;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Material for a cold start from drawn scenes. Practice is markers at random places, and how far things are. Worked examples answer
 * questions in the right form; all but a few carry the answer of the task's next question instead of their own, so that they teach
 * which answers there are and how they are written, but not which one is right.
 */
public final class DrawnMaterial {
    private static final int SIDE = 16;

    /**
     * How much.
     *
     * @param practice pictures to practise on
     * @param examples worked examples of each task
     * @param trueExamples how many of them carry the right answer
     */
    public record Amounts(int practice, int examples, int trueExamples) {
        /** Checks the bounds. */
        public Amounts {
            if (practice < 0 || examples < 0 || trueExamples < 0 || trueExamples > examples) {
                throw new IllegalArgumentException("no cold start has " + practice + " pictures and " + examples
                        + " examples, " + trueExamples + " of them true");
            }
        }

        /** For a laptop; no answer is given away. */
        public static Amounts laptop() {
            return new Amounts(3_000, 600, 0);
        }
    }

    private record Made(List<Practice> practice, List<WorkedExample> examples) implements ColdStartMaterial {}

    private DrawnMaterial() {}

    static ColdStartMaterial make(DrawnScenes scenes, List<SampleRun> runs, Amounts amounts, int buckets) {
        List<ColdStartMaterial.WorkedExample> examples = new ArrayList<>();
        for (SampleRun run : runs) {
            examples.addAll(examples(run, amounts, buckets));
        }
        return new Made(practice(scenes, amounts.practice(), buckets), List.copyOf(examples));
    }

    /** Practice on the first scenes of a set; made by all processors. */
    private static List<ColdStartMaterial.Practice> practice(DrawnScenes scenes, int count, int buckets) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(index -> {
                    SourceImage image = ((LoadOutcome.Loaded) scenes.load(index % scenes.size())).image();
                    return practice(image, index, buckets);
                })
                .toList();
    }

    private static ColdStartMaterial.Practice practice(SourceImage image, long seed, int buckets) {
        MarkedPicture marked = MarkedPicture.of(image.pixels(), 3, seed);
        int[] cells = {-1, -1, -1};
        for (int i = 0; i < marked.spots().size(); i++) {
            MarkedPicture.Spot spot = marked.spots().get(i);
            cells[i] = PlaceTarget.cell(spot.across(), spot.down());
        }
        Prompt prompt = new Prompt("", List.of(picture(marked.pixels())));
        PlaceTarget target = new PlaceTarget(cells, ranks(Objects.requireNonNull(image.depth())));
        return new ColdStartMaterial.Practice(PromptFeatures.of(prompt, buckets), target);
    }

    private static Picture picture(RgbImage pixels) {
        int[] rgb = new int[pixels.width() * pixels.height()];
        for (int y = 0; y < pixels.height(); y++) {
            pixels.copyRow(0, y, pixels.width(), rgb, y * pixels.width());
        }
        return new Picture(pixels.width(), pixels.height(), rgb);
    }

    /** Of the middle of each cell: the share of middles that are nearer, which needs no unit; not a number where unknown. */
    private static float[] ranks(DepthMap depth) {
        float[] middles = new float[SIDE * SIDE];
        for (int cell = 0; cell < middles.length; cell++) {
            int x = (2 * (cell % SIDE) + 1) * depth.width() / (2 * SIDE);
            int y = (2 * (cell / SIDE) + 1) * depth.height() / (2 * SIDE);
            middles[cell] = depth.at(x, y);
        }
        float[] sorted = middles.clone();
        Arrays.sort(sorted);
        float[] ranks = new float[middles.length];
        for (int cell = 0; cell < middles.length; cell++) {
            int nearer = Math.max(0, Arrays.binarySearch(sorted, middles[cell]));
            ranks[cell] = Float.isNaN(middles[cell]) ? Float.NaN : nearer / (float) (middles.length - 1);
        }
        return ranks;
    }

    private static List<ColdStartMaterial.WorkedExample> examples(SampleRun run, Amounts amounts, int buckets) {
        List<CourseItem> items = CourseItem.first(amounts.examples(), run, buckets, UnaryOperator.identity());
        return IntStream.range(0, items.size())
                .mapToObj(i -> {
                    int answered = i < amounts.trueExamples() ? i : (i + 1) % items.size();
                    String completion = Wording.completion(items.get(answered).answer(), i);
                    return new ColdStartMaterial.WorkedExample(items.get(i).prompt(), completion);
                })
                .toList();
    }
}
