package dev.rollstream.producer.worker.openai;

/** One look at a server. */
interface FitnessCheck {
    /** What is looked at, in a few words. */
    String name();

    /**
     * Looks.
     *
     * @throws NoAnswerException if the server does not answer what it must be asked for this
     */
    ServerCheck run(Conversation server) throws NoAnswerException, InterruptedException;

    /** A question that got no answer. */
    final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        NoAnswerException(String message) {
            super(message);
        }
    }
}
