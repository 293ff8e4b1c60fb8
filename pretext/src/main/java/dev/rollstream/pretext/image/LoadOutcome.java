package dev.rollstream.pretext.image;

/** What came of loading one source: a picture or a named reason. */
public sealed interface LoadOutcome {
    /** The source is usable. */
    record Loaded(SourceImage image) implements LoadOutcome {}

    /**
     * The source is unusable.
     *
     * @param reason one of the source or of its depth map, see {@link SkipReason#scope()}
     * @param detail one clause for people: what was found
     */
    record Rejected(SkipReason reason, String detail) implements LoadOutcome {}
}
