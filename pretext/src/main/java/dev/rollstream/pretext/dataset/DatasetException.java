package dev.rollstream.pretext.dataset;

/** A dataset that cannot be opened; the message names it and the way out. */
public final class DatasetException extends Exception {
    private static final long serialVersionUID = 1L;

    DatasetException(String message) {
        super(message);
    }

    DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
