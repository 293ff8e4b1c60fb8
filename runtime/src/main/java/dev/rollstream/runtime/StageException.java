package dev.rollstream.runtime;

import dev.rollstream.avro.registry.RegistryUnavailableException;
import org.jspecify.annotations.Nullable;

/** A stage cannot start or go on. The message is one sentence for a person: what is wrong, with what, and the way out. */
public class StageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a sentence alone. */
    public StageException(String message) {
        super(message);
    }

    /** With a sentence and what lies below it. */
    public StageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No schema registry answers, or none that we and it agree on who the other is. */
    public static StageException withoutRegistry(RegistryUnavailableException failure) {
        return new StageException(
                failure.overTls()
                        ? String.valueOf(failure.getMessage())
                        : "no schema registry answers at " + String.join(", ", failure.urls())
                                + "; check the address (--schema-registry) and that it runs",
                failure);
    }
}
