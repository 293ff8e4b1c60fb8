package dev.rollstream.pretext;

/** An export that could not begin or did not end; the message says what is in the folder. */
public final class ExportException extends Exception {
    private static final long serialVersionUID = 1L;

    ExportException(String message) {
        super(message);
    }

    ExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
