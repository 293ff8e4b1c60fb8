package dev.rollstream.benchmark;

import dev.rollstream.benchmark.GateItems.Source;
import dev.rollstream.policy.PlaceTarget;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.pretext.MarkedPicture;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Scenes with markers at random places, and how far things in them are: what the place encoder practises on, without answers. */
final class GatePractice {
    private static final int SIDE = 16;

    /** A picture, and what is to be found in it. */
    record Item(PromptFeatures prompt, PlaceTarget target) {}

    private GatePractice() {}

    static List<Item> make(Source source, int buckets) {
        DrawnScenes scenes = source.scenes();
        return IntStream.range(0, source.count())
                .parallel()
                .mapToObj(index ->
                        item(((LoadOutcome.Loaded) scenes.load(index)).image(), source.seed() + index, buckets))
                .toList();
    }

    private static Item item(SourceImage image, long seed, int buckets) {
        MarkedPicture marked = MarkedPicture.of(image.pixels(), 3, seed);
        int[] cells = {-1, -1, -1};
        for (int i = 0; i < marked.spots().size(); i++) {
            MarkedPicture.Spot spot = marked.spots().get(i);
            cells[i] = PlaceTarget.cell(spot.across(), spot.down());
        }
        Prompt prompt = new Prompt("", List.of(GateItems.picture(marked.pixels())));
        PlaceTarget target = new PlaceTarget(cells, ranks(Objects.requireNonNull(image.depth())));
        return new Item(PromptFeatures.of(prompt, buckets), target);
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
}
