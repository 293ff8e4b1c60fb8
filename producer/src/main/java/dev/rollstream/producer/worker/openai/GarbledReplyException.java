package dev.rollstream.producer.worker.openai;

/** A reply is not what the API says: the server or something before it is out of order. */
final class GarbledReplyException extends Exception {
    private static final long serialVersionUID = 1;

    GarbledReplyException(String message) {
        super(message);
    }
}
