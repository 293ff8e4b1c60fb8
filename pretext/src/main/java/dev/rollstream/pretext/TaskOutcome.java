package dev.rollstream.pretext;

import dev.rollstream.pretext.image.SkipReason;

/** What came of making a task from a picture: a {@link Sample}, or a named reason why not. */
public sealed interface TaskOutcome permits Sample, TaskOutcome.Skipped {
    /**
     * The source is unusable, or its picture does not fit the task.
     *
     * @param detail one clause for people: what was measured
     */
    record Skipped(SkipReason reason, String detail) implements TaskOutcome {}
}
