package dev.rollstream.pretext.image;

/** Carries a skip reason up from the depths of a decoder; turned into {@link LoadOutcome.Rejected} at its edge. */
final class RejectedPictureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final SkipReason reason;

    RejectedPictureException(SkipReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    SkipReason reason() {
        return reason;
    }
}
