package dev.rollstream.learner.checkpoint;

import java.io.IOException;

/** A folder of checkpoints that cannot be used; the message names it and the way out. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message) {
        super(message);
    }

    CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
