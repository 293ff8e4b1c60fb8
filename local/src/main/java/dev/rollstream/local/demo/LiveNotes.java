package dev.rollstream.local.demo;

import dev.rollstream.learner.TrainingFigures;
import dev.rollstream.local.demo.LiveFigures.TaskFigures;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is to be seen of a running demo beside its counts, in lines of less than 80 letters. Pure. */
final class LiveNotes {
    private LiveNotes() {}

    /** How many answers of each kind of task are right by now; empty before the first group has ended. */
    static String right(LiveFigures.Snapshot figures) {
        return figures.byTask().isEmpty()
                ? ""
                : figures.byTask().stream()
                        .map(task -> text("%s %.0f%%", task.task(), 100 * task.lately()))
                        .collect(Collectors.joining("  ", "right now  ", ""));
    }

    /** How groups have ended, and how answers look; empty before the first one has ended. */
    static String groups(LiveFigures.Snapshot figures) {
        long members = figures.byTask().stream().mapToLong(TaskFigures::members).sum();
        if (members == 0) {
            return "";
        }
        double format = figures.byTask().stream()
                        .mapToDouble(task -> task.format() * task.members())
                        .sum()
                / members;
        return figures.groups().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(outcome -> text("%s %,d", outcome.getKey(), outcome.getValue()))
                .collect(Collectors.joining("  ", "groups     ", text("  format %.1f%%", 100 * format)));
    }

    /** What the learner's last step was like; empty before the first one. */
    static String learner(TrainingFigures learner) {
        Map<String, Double> metrics = learner.metrics();
        return metrics.isEmpty()
                ? ""
                : text(
                        "last step  reward %.2f  entropy %.2f  KL %.2f  behind %.1f  refused %,d",
                        metrics.getOrDefault("reward", 0.0),
                        metrics.getOrDefault("entropy", 0.0),
                        metrics.getOrDefault("reference_kl", 0.0),
                        metrics.getOrDefault("staleness_mean", 0.0),
                        refused(learner));
    }

    private static long refused(TrainingFigures learner) {
        return learner.groups().entrySet().stream()
                .filter(groups -> !groups.getKey().equals("TRAINED"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
