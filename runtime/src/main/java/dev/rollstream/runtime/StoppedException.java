package dev.rollstream.runtime;

/** Work ended early because it was asked to, see {@link StopSignal}; nothing is wrong. */
public final class StoppedException extends StageException {
    private static final long serialVersionUID = 1;

    /** With what was stopped. */
    public StoppedException(String message) {
        super(message);
    }
}
