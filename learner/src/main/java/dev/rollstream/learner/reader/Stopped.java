package dev.rollstream.learner.reader;

/** The reader is being closed: whoever waits gives up. */
final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super("the reader is closed", null, false, false);
    }
}
