package dev.rollstream.learner;

import java.util.Map;

/**
 * Where a training learner is.
 *
 * @param phase what it does, for people
 * @param step batches learned from
 * @param version newest version that it published; 0: none yet
 * @param metrics figures of the last step, by name
 * @param groups groups so far, by what became of them
 */
public record TrainingFigures(
        String phase, long step, long version, Map<String, Double> metrics, Map<String, Long> groups) {
    /** Copies the maps. */
    public TrainingFigures {
        metrics = Map.copyOf(metrics);
        groups = Map.copyOf(groups);
    }

    static TrainingFigures starting(String phase) {
        return new TrainingFigures(phase, 0, 0, Map.of(), Map.of());
    }
}
