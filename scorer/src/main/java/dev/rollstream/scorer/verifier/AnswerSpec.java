package dev.rollstream.scorer.verifier;

import java.util.Map;
import java.util.Objects;

/**
 * What a completion is judged against.
 *
 * @param groundTruth the expected answer, compared as it is
 * @param config settings of the verifier by name, as written in the answer key; empty for the defaults
 */
public record AnswerSpec(String groundTruth, Map<String, String> config) {
    /** Copies the settings. */
    public AnswerSpec {
        Objects.requireNonNull(groundTruth, "groundTruth");
        config = Map.copyOf(config);
    }

    /** An answer for a verifier with its default settings. */
    public static AnswerSpec of(String groundTruth) {
        return new AnswerSpec(groundTruth, Map.of());
    }

    /**
     * Reads a setting that is a weight.
     *
     * @param name name of the setting
     * @param defaultValue value where the setting is absent
     * @return a number from 0 to 1
     * @throws IllegalArgumentException if the setting is something else
     */
    double weight(String name, double defaultValue) {
        double value = number(name, defaultValue);
        if (value < 0 || value > 1) {
            throw new IllegalArgumentException("Setting '" + name + "' must be from 0 to 1, got " + value);
        }
        return value;
    }

    /**
     * Reads a setting that is a finite number.
     *
     * @param name name of the setting
     * @param defaultValue value where the setting is absent
     * @return the number
     * @throws IllegalArgumentException if the setting is something else
     */
    double number(String name, double defaultValue) {
        String text = config.get(name);
        if (text == null) {
            return defaultValue;
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Setting '" + name + "' must be a number, got '" + text + "'", e);
        }
        throw new IllegalArgumentException("Setting '" + name + "' must be finite, got '" + text + "'");
    }
}
