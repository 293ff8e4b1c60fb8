package dev.rollstream.runtime.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All metrics of one stage.
 *
 * @param stage the stage; the names of its metrics begin with {@code rollstream_} and it
 * @param about what to know before reading them, as a paragraph
 * @param metrics in the order in which they are documented
 */
public record MetricCatalogue(String stage, String about, List<Metric> metrics) {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if a name comes twice or belongs to another stage
     */
    public MetricCatalogue {
        metrics = List.copyOf(metrics);
        Set<String> names = new HashSet<>();
        for (Metric metric : metrics) {
            if (!metric.name().startsWith("rollstream_" + stage + "_") || !names.add(metric.name())) {
                throw new IllegalArgumentException(
                        "the catalogue of " + stage + " cannot take " + metric.name() + ": twice, or of another stage");
            }
        }
    }
}
