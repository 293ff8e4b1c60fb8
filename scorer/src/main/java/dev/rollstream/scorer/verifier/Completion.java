package dev.rollstream.scorer.verifier;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model wrote for one prompt.
 *
 * @param text the response as decoded by the engine, special tokens skipped; may hold any character, lone surrogates
 *     and NUL included
 * @param responseTokens number of response tokens, null where the engine did not tell; only length-aware verifiers need
 *     it
 */
public record Completion(String text, @Nullable Integer responseTokens) {
    /** Checks that there is a text and that the token count, if known, is not negative. */
    public Completion {
        Objects.requireNonNull(text, "text");
        if (responseTokens != null && responseTokens < 0) {
            throw new IllegalArgumentException("responseTokens must not be negative, got " + responseTokens);
        }
    }

    /** A completion whose token count is unknown. */
    public static Completion of(String text) {
        return new Completion(text, null);
    }
}
