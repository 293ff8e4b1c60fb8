package dev.rollstream.pretext;

import dev.rollstream.pretext.image.EncodedImage;
import java.util.List;

/**
 * A task ready to be asked.
 *
 * @param before turns of the conversation before the prompt; none where the prompt stands alone
 * @param task its name, such as {@code shuffle}; {@code other} for a row of a dataset that does not say
 * @param variant within the task, such as {@code 1x4}; tells nothing about the answer; {@code released} or {@code row} for a row
 *     of a dataset that does not say
 * @param mode that it was made in
 * @param prompt the whole user turn, with {@code <image>} once per picture, in order
 * @param answer the exact text that a verifier compares with
 * @param images that go with the prompt, in order
 * @param source name of the source image; not for workers
 * @param seed that made it from the source, with the options, or the number of a dataset's row that does not say; not for
 *     workers
 */
public record Sample(
        List<Turn> before,
        String task,
        String variant,
        Mode mode,
        String prompt,
        String answer,
        List<EncodedImage> images,
        String source,
        long seed)
        implements TaskOutcome {
    /**
     * Checks what no later stage could mend: an answer that a missing or empty answer would match, and a prompt whose
     * placeholders do not fit its pictures.
     */
    public Sample {
        before = List.copyOf(before);
        images = List.copyOf(images);
        if (answer.isEmpty() || answer.equals("None") || !answer.strip().equals(answer)) {
            throw new IllegalArgumentException(
                    "task " + task + " on " + source + " has the unusable answer '" + answer + "'");
        }
        int placeholders = PromptFormat.pictures(prompt);
        if (placeholders != images.size()) {
            throw new IllegalArgumentException("task " + task + " on " + source + " has " + placeholders
                    + " placeholders for " + images.size() + " pictures");
        }
    }
}
