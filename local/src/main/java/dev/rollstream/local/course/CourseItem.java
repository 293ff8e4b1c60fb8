package dev.rollstream.local.course;

import dev.rollstream.policy.Picture;
import dev.rollstream.policy.PictureException;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.runtime.StopSignal;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A question as the policy sees it, with its answer.
 *
 * @param task that it is of
 * @param prompt what the policy sees
 * @param answer that a verifier compares with
 */
public record CourseItem(String task, PromptFeatures prompt, String answer) {
    /**
     * Decodes a sample's pictures as worker and learner do.
     *
     * @param buckets of the model's hashed bags
     */
    public static CourseItem of(Sample sample, int buckets) {
        return of(sample, buckets, UnaryOperator.identity());
    }

    /** Likewise, with every picture changed. */
    public static CourseItem of(Sample sample, int buckets, UnaryOperator<Picture> change) {
        List<Picture> pictures = sample.images().stream()
                .map(image -> change.apply(decoded(image)))
                .toList();
        return new CourseItem(
                sample.task(), PromptFeatures.of(new Prompt(sample.prompt(), pictures), buckets), sample.answer());
    }

    /** The first items of a run, with every picture changed; made by all processors. */
    public static List<CourseItem> first(int count, SampleRun run, int buckets, UnaryOperator<Picture> change) {
        return first(count, sequence -> of(((GeneratedSample) run.at(sequence)).sample(), buckets, change));
    }

    /** The first items of a run as they are, unless the work is stopped before its end; made by all processors. */
    static List<CourseItem> first(int count, SampleRun run, int buckets, StopSignal stop) {
        return first(count, sequence -> {
            stop.check("drawing scenes");
            return of(((GeneratedSample) run.at(sequence)).sample(), buckets);
        });
    }

    private static List<CourseItem> first(int count, IntFunction<CourseItem> making) {
        return IntStream.range(0, count).parallel().mapToObj(making).toList();
    }

    private static Picture decoded(EncodedImage image) {
        try {
            return Picture.decode(image.bytes(), Picture.MAX_PIXELS);
        } catch (PictureException e) {
            throw new IllegalStateException("a picture that was just drawn does not decode", e);
        }
    }
}
