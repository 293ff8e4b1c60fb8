package dev.rollstream.producer.task;

import dev.rollstream.pretext.Turn;
import java.util.List;

/**
 * One question with its answer, before it is split into what workers see and what they do not.
 *
 * @param before turns of the conversation before the prompt, such as a system message; workers see them
 * @param prompt user prompt, with the literal {@code <image>} once for each picture, in order; workers see it
 * @param images the prompt's pictures; workers see them
 * @param answer the exact answer
 * @param origin how the sample was made; of it workers see the task type alone
 */
public record TaskSample(List<Turn> before, String prompt, List<TaskImage> images, String answer, Origin origin)
        implements SampleOutcome {
    private static final String PLACEHOLDER = "<image>";

    /**
     * How a sample was made. Enough to make it again, so it never goes to a worker.
     *
     * @param taskType kind of task, such as {@code shuffle}
     * @param variant variant of it, such as {@code 2x2-masked}
     * @param mode {@code strict} or {@code reference}
     * @param source picture that it was made of
     * @param seed seed that remakes it from its source
     */
    public record Origin(String taskType, String variant, String mode, String source, long seed) {}

    /**
     * Checks that prompt and pictures fit together.
     *
     * @throws IllegalArgumentException if the prompt does not name each picture once
     */
    public TaskSample {
        before = List.copyOf(before);
        images = List.copyOf(images);
        int placeholders = count(prompt);
        if (placeholders != images.size()) {
            throw new IllegalArgumentException("the prompt of a " + origin.taskType() + " task of " + origin.source()
                    + " has " + placeholders + " " + PLACEHOLDER + " placeholders for " + images.size() + " pictures");
        }
    }

    /** A prompt that stands alone. */
    public TaskSample(String prompt, List<TaskImage> images, String answer, Origin origin) {
        this(List.of(), prompt, images, answer, origin);
    }

    /** Bytes of all pictures together. */
    long imageBytes() {
        return images.stream().mapToLong(image -> image.data().remaining()).sum();
    }

    private static int count(String prompt) {
        int count = 0;
        for (int at = prompt.indexOf(PLACEHOLDER);
                at >= 0;
                at = prompt.indexOf(PLACEHOLDER, at + PLACEHOLDER.length())) {
            count++;
        }
        return count;
    }
}
