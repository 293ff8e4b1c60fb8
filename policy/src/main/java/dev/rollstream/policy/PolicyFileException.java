package dev.rollstream.policy;

import java.io.IOException;

/** A file of weights that cannot be taken: damaged, another one than expected, or of another model. */
public final class PolicyFileException extends IOException {
    private static final long serialVersionUID = 1L;

    PolicyFileException(String message) {
        super(message);
    }

    PolicyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
