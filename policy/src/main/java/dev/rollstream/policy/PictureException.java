package dev.rollstream.policy;

/** Bytes that are no picture, a damaged one, or one of more pixels than are taken. */
public final class PictureException extends Exception {
    private static final long serialVersionUID = 1L;

    PictureException(String message) {
        super(message);
    }

    PictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
