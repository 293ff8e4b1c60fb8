package dev.rollstream.producer.worker.openai;

import java.time.Duration;

/** How one kind of server takes new weights. Stateless; one server is told one thing at a time. */
interface WeightProtocol {
    /**
     * Weights with a name.
     *
     * @param version the policy version
     * @param place where they lie, as the server is told; empty: the trainer put them into the server
     */
    record Weights(long version, String place) {}

    /** An update did not come to pass, or nobody knows. What the server has now is to be asked of it. */
    final class UpdateFailedException extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean stuck;

        UpdateFailedException(String message) {
            this(message, false);
        }

        private UpdateFailedException(String message, boolean stuck) {
            super(message);
            this.stuck = stuck;
        }

        /** The server completes nothing until it was told to go on. */
        static UpdateFailedException stuck(String message) {
            return new UpdateFailedException(message, true);
        }

        boolean isStuck() {
            return stuck;
        }
    }

    /** The protocol of servers that take weights. */
    static WeightProtocol of(OpenAiSettings settings, ServerControl control) {
        Duration patience = settings.traffic().replyTimeout();
        return settings.dialect().flavor() == ServerFlavor.SGLANG
                ? new SglangWeights(control, patience)
                : new VllmWeights(control, settings.dialect().model().orElseThrow(), patience);
    }

    /**
     * Has a server load weights and forget what it computed with the old ones. Completions under way go on with the new ones.
     *
     * @throws UpdateFailedException if it did not, or if that is not known
     */
    void load(Server server, Weights weights) throws UpdateFailedException, InterruptedException;

    /**
     * Whether a server has these weights, as far as it tells.
     *
     * @throws UpdateFailedException if it does not answer
     */
    boolean has(Server server, Weights weights) throws UpdateFailedException, InterruptedException;
}
