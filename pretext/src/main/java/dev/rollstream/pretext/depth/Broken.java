package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;

/** What readers say of files that they give up on. */
final class Broken {
    private Broken() {}

    /** The file is damaged, ends too early, or contradicts itself. */
    static RejectedFileException corrupt(String detail) {
        return new RejectedFileException(SkipReason.DEPTH_CORRUPT, detail);
    }

    /** The file may be sound, but is of a kind that is not read. */
    static RejectedFileException unsupported(String detail) {
        return new RejectedFileException(SkipReason.DEPTH_UNSUPPORTED, detail);
    }
}
