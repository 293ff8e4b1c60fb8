package dev.rollstream.producer.task;

/** The connection to the stream broke in a way that a new one may overcome. */
final class ChannelLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ChannelLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
