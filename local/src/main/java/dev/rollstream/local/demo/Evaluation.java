package dev.rollstream.local.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a policy did on the held-out tasks, greedily, one answer each.
 *
 * @param scores by the task's number, which is the same for every policy that was asked
 */
public record Evaluation(SortedMap<Long, Score> scores) {
    private static final double NORMAL_95 = 1.96;

    /**
     * One answer.
     *
     * @param task kind of task
     * @param accuracy 0 to 1
     * @param format whether it was in the asked format
     */
    public record Score(String task, double accuracy, double format) {}

    /**
     * What changed from one policy to another, over the tasks that both were asked.
     *
     * @param points mean gain, in percentage points
     * @param halfWidth half of the paired 95 % interval around it, by the normal approximation
     * @param items tasks that both answered
     */
    public record Gain(double points, double halfWidth, int items) {}

    /** Copies the scores. */
    public Evaluation {
        scores = new TreeMap<>(scores);
    }

    /** Mean accuracy by kind of task, in percent, and {@code mean} of these. */
    public Map<String, Double> accuracy() {
        Map<String, Double> byTask = new LinkedHashMap<>();
        scores.values().stream()
                .collect(Collectors.groupingBy(Score::task, TreeMap::new, Collectors.averagingDouble(Score::accuracy)))
                .forEach((task, mean) -> byTask.put(task, 100 * mean));
        byTask.put(
                "mean",
                byTask.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0));
        return byTask;
    }

    /** Share of answers in the asked format, in percent. */
    public double format() {
        return 100
                * scores.values().stream().mapToDouble(Score::format).average().orElse(0);
    }

    /**
     * How much better this is than before.
     *
     * @param task kind of task; {@code mean}: all of them
     */
    public Gain since(Evaluation before, String task) {
        List<Double> differences = new ArrayList<>();
        scores.forEach((item, score) -> {
            Score then = before.scores.get(item);
            if (then != null && (task.equals("mean") || score.task().equals(task))) {
                differences.add(100 * (score.accuracy() - then.accuracy()));
            }
        });
        int n = differences.size();
        double mean =
                differences.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double squares = differences.stream()
                .mapToDouble(difference -> (difference - mean) * (difference - mean))
                .sum();
        double halfWidth = n < 2 ? 0 : NORMAL_95 * Math.sqrt(squares / (n - 1) / n);
        return new Gain(mean, halfWidth, n);
    }
}
