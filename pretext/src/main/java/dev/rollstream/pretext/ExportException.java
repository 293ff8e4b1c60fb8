package dev.rollstream.pretext;

/** An export that could not begin or did not end; the message says what is in the folder. */
public final class ExportException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a sentence for people. */
    public ExportException(String message) {
        super(message);
    }

    /** With a sentence for people, and what led to it. */
    public ExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
