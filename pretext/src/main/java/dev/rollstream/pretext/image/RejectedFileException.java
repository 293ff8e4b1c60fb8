package dev.rollstream.pretext.image;

/** Carries a skip reason up from the depths of a reader; turned into {@link LoadOutcome.Rejected} at its edge. */
public final class RejectedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final SkipReason reason;

    /**
     * A file that is not used.
     *
     * @param detail one clause for people: what was found
     */
    public RejectedFileException(SkipReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** Why not. */
    public SkipReason reason() {
        return reason;
    }

    /** The same as an outcome. */
    public LoadOutcome.Rejected outcome() {
        return new LoadOutcome.Rejected(reason, String.valueOf(getMessage()));
    }
}
