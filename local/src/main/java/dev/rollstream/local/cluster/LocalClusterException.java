package dev.rollstream.local.cluster;

/**
 * The embedded cluster cannot start or go on. The message is written for the person at the terminal: it names the thing
 * (port, folder) and the way out.
 */
public class LocalClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what to do about it, one sentence */
    public LocalClusterException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong and what to do about it, one sentence
     * @param cause what Kafka or the file system said
     */
    public LocalClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
