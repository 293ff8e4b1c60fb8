package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.Fault;

/** A completion is not fit to be learned from. */
final class UnfitException extends Exception {
    private static final long serialVersionUID = 1;
    private final Fault fault;

    UnfitException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
