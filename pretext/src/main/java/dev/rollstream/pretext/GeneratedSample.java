package dev.rollstream.pretext;

import dev.rollstream.pretext.image.SkipReason;
import java.util.List;

/**
 * The sample of one sequence number, and what was skipped on the way to it.
 *
 * @param sequence from 0
 * @param skips in the order of the attempts; a source that is unusable appears in every sequence that comes upon it
 */
public record GeneratedSample(long sequence, Sample sample, List<Skip> skips) implements Draw {
    /** Copies the list. */
    public GeneratedSample {
        skips = List.copyOf(skips);
    }

    /**
     * One attempt that gave no sample.
     *
     * @param source its name
     * @param task that was wanted
     * @param detail one clause for people
     */
    public record Skip(String source, String task, SkipReason reason, String detail) {}
}
