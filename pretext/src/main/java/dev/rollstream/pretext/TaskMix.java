package dev.rollstream.pretext;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which tasks are made, and how often relative to each other.
 *
 * @param weights by task name
 */
public record TaskMix(Map<String, Integer> weights) {
    /** Checks names and weights. */
    public TaskMix {
        weights = Map.copyOf(weights);
        for (String name : weights.keySet()) {
            task(name);
        }
        Weighted.check("tasks", weights);
    }

    /** The given tasks, weighted by their counts in the released data set. */
    public static TaskMix ofReleased(List<PretextTask> tasks) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (PretextTask task : tasks) {
            weights.put(task.name(), task.releasedCount());
        }
        return new TaskMix(weights);
    }

    /** The task of one sequence. */
    PretextTask draw(SeededRandom random) {
        return task(Weighted.draw(weights, Comparator.naturalOrder(), random));
    }

    /** Its tasks that need no depth map, weighted as before; nothing if it has none. */
    Optional<TaskMix> withoutDepth() {
        Map<String, Integer> rest = new LinkedHashMap<>(weights);
        needingDepth().forEach(rest::remove);
        boolean possible = rest.values().stream().anyMatch(weight -> weight > 0);
        return possible ? Optional.of(new TaskMix(rest)) : Optional.empty();
    }

    /** Names of its tasks that are made of pictures with depth maps only, sorted. */
    List<String> needingDepth() {
        return weights.keySet().stream()
                .filter(name -> task(name).needsDepth())
                .sorted()
                .toList();
    }

    private static PretextTask task(String name) {
        return PretextTask.named(name)
                .orElseThrow(() -> new IllegalArgumentException("no task is called '" + name + "'; there are "
                        + PretextTask.all().stream().map(PretextTask::name).toList()));
    }
}
