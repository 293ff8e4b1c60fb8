package dev.rollstream.learner;

/** A task, a rollout or a terminal record is not what it must be. The message says what, for a receipt. */
final class InvalidPayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    InvalidPayloadException(String message) {
        super(message, null, false, false);
        this.problem = message;
    }

    /** What is wrong. */
    String problem() {
        return problem;
    }

    static void require(boolean condition, String problem) throws InvalidPayloadException {
        if (!condition) {
            throw new InvalidPayloadException(problem);
        }
    }
}
