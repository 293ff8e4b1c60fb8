package dev.rollstream.producer.worker.openai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The key that a server asks for. It never shows: not in logs, not in messages, not in {@link #toString}. */
public final class ApiKey {
    private final String value;

    private ApiKey(String value, String where) {
        this.value = value.strip();
        boolean printable = this.value.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (this.value.isEmpty() || !printable) {
            throw new IllegalArgumentException("the API key in " + where + " is "
                    + (this.value.isEmpty() ? "empty" : "not of printable ASCII characters without spaces"));
        }
    }

    /**
     * The key in an environment variable.
     *
     * @throws IllegalArgumentException if it is not set, or is no key
     */
    public static ApiKey fromEnvironment(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        if (value == null) {
            throw new IllegalArgumentException("environment variable " + variable + " has no API key: it is not set");
        }
        return new ApiKey(value, "environment variable " + variable);
    }

    /**
     * The key that is all of a file.
     *
     * @throws IllegalArgumentException if the file cannot be read, or holds no key
     */
    public static ApiKey fromFile(Path file) {
        try {
            return new ApiKey(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the API key file " + file + " cannot be read: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    /** The value of the header Authorization. */
    String authorization() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "(an API key)";
    }
}
