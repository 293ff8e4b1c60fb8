package dev.rollstream.producer.worker.openai;

/** A task cannot be put into a request: no server could answer it. */
final class UnusablePromptException extends Exception {
    private static final long serialVersionUID = 1;

    UnusablePromptException(String message) {
        super(message);
    }
}
