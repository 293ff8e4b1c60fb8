package dev.rollstream.aggregator.estimator;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads an estimator's parameters out of text and remembers each one in force; a parameter that nobody asked for is an error, never
 * ignored.
 */
final class ParameterReader {

    private static final String WEIGHT_PREFIX = "weight.";

    private final String estimator;
    private final Map<String, String> unread;
    private final Map<String, String> inForce = new TreeMap<>();

    ParameterReader(String estimator, Map<String, String> given) {
        this.estimator = estimator;
        this.unread = new TreeMap<>(given);
    }

    /** A parameter with one possible value; it is recorded, and may be given if it agrees. */
    void fixed(String name, String value) {
        choice(name, List.of(value));
    }

    /** One of several values, the first by default. */
    String choice(String name, List<String> values) {
        String value = given(name, values.get(0)).toLowerCase(Locale.ROOT);
        if (!values.contains(value)) {
            throw invalid(name, value, "one of " + values);
        }
        inForce.put(name, value);
        return value;
    }

    /** Delta degrees of freedom: the divisor of the variance is n - ddof. */
    int ddof(int byDefault) {
        String value = choice("ddof", byDefault == 1 ? List.of("1", "0") : List.of("0", "1"));
        return Integer.parseInt(value);
    }

    /** What is added to a denominator; finite, not negative. */
    double epsilon(double byDefault) {
        return number("epsilon", given("epsilon", Double.toString(byDefault)), "a finite number >= 0", 0);
    }

    SingletonRule singleton() {
        List<String> rules = Arrays.stream(SingletonRule.values())
                .map(rule -> rule.name().toLowerCase(Locale.ROOT))
                .toList();
        return SingletonRule.valueOf(choice("singleton", rules).toUpperCase(Locale.ROOT));
    }

    /** Weights by component, from parameters {@code weight.NAME}; empty without any. */
    Map<String, Double> weights() {
        Map<String, Double> weights = new TreeMap<>();
        for (String key : List.copyOf(unread.keySet())) {
            if (key.startsWith(WEIGHT_PREFIX) && key.length() > WEIGHT_PREFIX.length()) {
                double weight = number(key, given(key, ""), "a finite number", -Double.MAX_VALUE);
                weights.put(key.substring(WEIGHT_PREFIX.length()), weight);
            }
        }
        return weights;
    }

    /**
     * Ends the reading.
     *
     * @return all parameters in force, by name
     * @throws EstimatorException {@link Problem#INVALID_PARAMETER} if a given parameter was never asked for
     */
    Map<String, String> finish() {
        if (!unread.isEmpty()) {
            throw new EstimatorException(
                    Problem.INVALID_PARAMETER,
                    "estimator " + estimator + " has no parameter " + unread.keySet() + "; it has "
                            + new TreeSet<>(inForce.keySet()));
        }
        return inForce;
    }

    private String given(String name, String byDefault) {
        String value = unread.remove(name);
        return value == null ? byDefault : value.trim();
    }

    private double number(String name, String text, String allowed, double least) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw invalid(name, text, allowed);
        }
        if (!Double.isFinite(value) || value < least) {
            throw invalid(name, text, allowed);
        }
        double normal = value + 0.0;
        inForce.put(name, Double.toString(normal));
        return normal;
    }

    private EstimatorException invalid(String name, String value, String allowed) {
        return new EstimatorException(
                Problem.INVALID_PARAMETER,
                "estimator " + estimator + ": " + name + " is '" + value + "', but must be " + allowed);
    }
}
