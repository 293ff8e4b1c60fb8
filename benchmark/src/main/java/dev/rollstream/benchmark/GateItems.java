package dev.rollstream.benchmark;

import dev.rollstream.policy.Picture;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.ShuffleVariant;
import dev.rollstream.pretext.StrictLimits;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.PictureDecoder;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Tasks on drawn scenes, small ones: strict mode, 2 x 2 shuffles only, pictures of a given size, with the limits of strict mode on the
 * sides of patches and crops lowered to fit.
 */
final class GateItems {
    /**
     * A question with its answer.
     *
     * @param task it is of
     */
    record Item(String task, PromptFeatures prompt, String answer) {}

    private GateItems() {}

    /**
     * What items are drawn from.
     *
     * @param seed of scenes and tasks
     * @param count of scenes and of items
     * @param width of the scenes, in pixels
     * @param height likewise
     * @param blind whether pictures are painted over, so that only the text is left
     */
    record Source(long seed, int count, int width, int height, boolean blind) {
        DrawnScenes scenes() {
            return new DrawnScenes(seed, count, width, height);
        }
    }

    /** Items of one task, each on a scene of its own where every scene will do; made by all processors. */
    static List<Item> make(String task, Source source, int buckets) {
        int side = source.height / 3;
        TaskOptions tasks = TaskOptions.of(Mode.STRICT)
                .withLimits(StrictLimits.defaults().withMinSides(side, side))
                .withShuffleVariant(ShuffleVariant.GRID_2X2);
        GeneratorOptions options = GeneratorOptions.of(source.seed, new TaskMix(Map.of(task, 1)), tasks);
        PretextGenerator generator = new PretextGenerator(source.scenes(), options);
        return LongStream.range(0, source.count)
                .parallel()
                .mapToObj(sequence -> item(generator.at(sequence).sample(), source.blind, buckets))
                .toList();
    }

    private static Item item(Sample sample, boolean blind, int buckets) {
        List<Picture> pictures = sample.images().stream()
                .map(GateItems::decoded)
                .map(picture -> blind ? grey(picture) : picture)
                .toList();
        return new Item(
                sample.task(), PromptFeatures.of(new Prompt(sample.prompt(), pictures), buckets), sample.answer());
    }

    private static Picture grey(Picture picture) {
        int[] rgb = new int[picture.rgb().length];
        Arrays.fill(rgb, 0x808080);
        return new Picture(picture.width(), picture.height(), rgb);
    }

    private static Picture decoded(EncodedImage image) {
        try {
            return picture(new PictureDecoder(IntakeOptions.defaults()).decode(image.bytes()));
        } catch (RejectedFileException e) {
            throw new IllegalStateException("a picture that was just drawn does not decode", e);
        }
    }

    static Picture picture(RgbImage pixels) {
        int[] rgb = new int[pixels.width() * pixels.height()];
        for (int y = 0; y < pixels.height(); y++) {
            pixels.copyRow(0, y, pixels.width(), rgb, y * pixels.width());
        }
        return new Picture(pixels.width(), pixels.height(), rgb);
    }
}
