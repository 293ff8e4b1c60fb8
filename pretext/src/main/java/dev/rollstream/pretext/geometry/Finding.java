package dev.rollstream.pretext.geometry;

import dev.rollstream.pretext.image.SkipReason;

/** What a search for points came to. */
public sealed interface Finding<T> {
    /** The points. */
    record Found<T>(T points) implements Finding<T> {}

    /**
     * There are none, or none within the search's budget.
     *
     * @param detail one clause for people
     */
    record None<T>(SkipReason reason, String detail) implements Finding<T> {}
}
