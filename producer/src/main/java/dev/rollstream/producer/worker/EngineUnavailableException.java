package dev.rollstream.producer.worker;

import org.jspecify.annotations.Nullable;

/** The engine cannot work now, whatever the task. The message says why, and the way out, for the worker's health. */
public final class EngineUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a sentence and what lies below it. */
    public EngineUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
