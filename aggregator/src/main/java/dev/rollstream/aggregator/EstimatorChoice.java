package dev.rollstream.aggregator;

import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.aggregator.estimator.EstimatorException;
import dev.rollstream.aggregator.estimator.Estimators;
import dev.rollstream.avro.EstimatorSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The estimator that a group asks for, and the same as a record that names every parameter in force.
 *
 * @param estimator the estimator; null if the settings are unusable
 * @param settings for the terminal record: complete if the estimator is there, else as they were asked for
 * @param problem what is wrong with the settings; null if nothing is
 */
record EstimatorChoice(
        @Nullable Estimator estimator,
        EstimatorSettings settings,
        @Nullable String problem) {

    private static final String DEFAULT_NAME = "grpo";
    private static final String WEIGHT_PREFIX = "weight.";
    private static final int DEFAULT_DDOF = 1;

    /** The estimator that some settings ask for; {@code grpo} with its defaults for null. */
    static EstimatorChoice of(@Nullable EstimatorSettings asked) {
        EstimatorSettings settings = asked == null
                ? EstimatorSettings.newBuilder().setName(DEFAULT_NAME).build()
                : asked;
        Integer version = settings.getVersion();
        if (version != null && version != Estimator.VERSION) {
            return new EstimatorChoice(
                    null,
                    settings,
                    "estimator " + settings.getName() + " of version " + version
                            + " is asked for; this program has version " + Estimator.VERSION);
        }
        try {
            Estimator estimator = Estimators.create(settings.getName(), parameters(settings));
            return new EstimatorChoice(estimator, describe(estimator), null);
        } catch (EstimatorException e) {
            return new EstimatorChoice(null, settings, e.getMessage());
        }
    }

    /** Delta degrees of freedom of the group's standard deviation: the estimator's, or 1 where it uses none. */
    int ddof() {
        Integer ddof = settings.getDdof();
        return estimator == null || ddof == null ? DEFAULT_DDOF : ddof;
    }

    private static Map<String, String> parameters(EstimatorSettings settings) {
        Map<String, String> parameters = new HashMap<>();
        put(parameters, "ddof", settings.getDdof());
        put(parameters, "epsilon", settings.getEpsilon());
        put(parameters, "baseline", settings.getBaseline());
        put(parameters, "scale", settings.getScale());
        put(parameters, "singleton", settings.getSingleton());
        settings.getWeights().forEach((name, weight) -> parameters.put(WEIGHT_PREFIX + name, weight.toString()));
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    private static EstimatorSettings describe(Estimator estimator) {
        Map<String, String> parameters = estimator.parameters();
        EstimatorSettings.Builder settings =
                EstimatorSettings.newBuilder().setName(estimator.name()).setVersion(Estimator.VERSION);
        Optional.ofNullable(parameters.get("ddof")).map(Integer::valueOf).ifPresent(settings::setDdof);
        Optional.ofNullable(parameters.get("epsilon")).map(Double::valueOf).ifPresent(settings::setEpsilon);
        Optional.ofNullable(parameters.get("baseline")).ifPresent(settings::setBaseline);
        Optional.ofNullable(parameters.get("scale")).ifPresent(settings::setScale);
        Optional.ofNullable(parameters.get("singleton")).ifPresent(settings::setSingleton);
        Map<String, Double> weights = new TreeMap<>();
        parameters.forEach((name, value) -> {
            if (name.startsWith(WEIGHT_PREFIX)) {
                weights.put(name.substring(WEIGHT_PREFIX.length()), Double.valueOf(value));
            }
        });
        return settings.setWeights(weights).build();
    }
}
