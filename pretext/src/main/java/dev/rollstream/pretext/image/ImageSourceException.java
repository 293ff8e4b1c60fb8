package dev.rollstream.pretext.image;

/** A folder that cannot be a source of images at all: missing, not a folder, or without a single image. */
public final class ImageSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Names the folder and the way out. */
    public ImageSourceException(String message) {
        super(message);
    }

    /** Names the folder and the way out. */
    public ImageSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
