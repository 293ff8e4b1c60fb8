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
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.runtime.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Material for a cold start from drawn scenes. Practice is markers at random places, and how far things are. Worked examples answer
 * questions in the right form; all but a few carry the answers of other questions of the task instead of their own, so that they teach
 * which answers there are and how they are written, but not which one is right.
 */
public final class DrawnMaterial {
    private static final int SIDE = 16;
    private static final int PICTURES_PER_SCENE = 3;

    /**
     * How much.
     *
     * @param practice pictures to practise on
     * @param examples worked examples of each task
     * @param completions of each example
     * @param trueExamples how many examples carry the right answer, every time
     */
    public record Amounts(int practice, int examples, int completions, int trueExamples) {
        /** Checks the bounds. */
        public Amounts {
            if (practice < 0 || examples < 0 || trueExamples < 0 || completions < 1) {
                throw new IllegalArgumentException("no cold start has " + practice + " pictures and " + examples
                        + " examples with " + completions + " completions, " + trueExamples + " of them true");
            }
        }

        /** For a laptop; no answer is given away. */
        public static Amounts laptop() {
            return new Amounts(3_000, 400, 8, 0);
        }
    }

    private record Made(List<Practice> practice, List<WorkedExample> examples) implements ColdStartMaterial {}

    private DrawnMaterial() {}

    static ColdStartMaterial make(ImageSource scenes, SampleRun run, Amounts amounts, int buckets, StopSignal stop) {
        return new Made(practice(scenes, amounts.practice(), buckets, stop), examples(run, amounts, buckets, stop));
    }

    /** Practice on the first scenes of a set, several times on each; made by all processors. */
    private static List<ColdStartMaterial.Practice> practice(
            ImageSource scenes, int count, int buckets, StopSignal stop) {
        return IntStream.range(0, (count + PICTURES_PER_SCENE - 1) / PICTURES_PER_SCENE)
                .parallel()
                .boxed()
                .flatMap(scene -> {
                    stop.check("drawing scenes");
                    SourceImage image = ((LoadOutcome.Loaded) scenes.load(scene % scenes.size())).image();
                    int from = scene * PICTURES_PER_SCENE;
                    return IntStream.range(from, Math.min(count, from + PICTURES_PER_SCENE))
                            .mapToObj(seed -> practice(image, seed, buckets));
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

    private static List<ColdStartMaterial.WorkedExample> examples(
            SampleRun run, Amounts amounts, int buckets, StopSignal stop) {
        Map<String, List<CourseItem>> byTask =
                CourseItem.first(amounts.examples() * LaptopTasks.NAMES.size(), run, buckets, stop).stream()
                        .collect(Collectors.groupingBy(CourseItem::task, LinkedHashMap::new, Collectors.toList()));
        List<ColdStartMaterial.WorkedExample> examples = new ArrayList<>();
        byTask.values().forEach(items -> {
            for (int i = 0; i < items.size(); i++) {
                examples.add(example(items, i, amounts));
            }
        });
        return List.copyOf(examples);
    }

    private static ColdStartMaterial.WorkedExample example(List<CourseItem> items, int place, Amounts amounts) {
        List<String> completions = new ArrayList<>();
        for (int i = 0; i < amounts.completions(); i++) {
            int answered = place < amounts.trueExamples() ? place : (place + 1 + i) % items.size();
            completions.add(Wording.completion(items.get(answered).answer(), (long) place * amounts.completions() + i));
        }
        return new ColdStartMaterial.WorkedExample(items.get(place).prompt(), completions);
    }
}
