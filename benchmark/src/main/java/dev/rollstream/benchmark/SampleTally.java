package dev.rollstream.benchmark;

import dev.rollstream.local.course.InProcessTraining.ScoredGroup;
import dev.rollstream.local.course.Judge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What samples of some batches were like.
 *
 * @param accuracy percent right, by task
 * @param format percent of the right form
 * @param flat share of groups in which no member was better than another
 */
record SampleTally(Map<String, Double> accuracy, double format, double flat) {
    static SampleTally of(List<ScoredGroup> groups) {
        Map<String, Double> accuracy = groups.stream()
                .collect(Collectors.groupingBy(
                        ScoredGroup::task,
                        LinkedHashMap::new,
                        Collectors.flatMapping(
                                group -> group.scores().stream(),
                                Collectors.averagingDouble(score -> score.right() ? 100 : 0))));
        double format = groups.stream()
                .flatMap(group -> group.scores().stream())
                .mapToDouble(SampleTally::format)
                .average()
                .orElse(0);
        double flat = groups.stream()
                .mapToDouble(group -> group.group().flat() ? 1 : 0)
                .average()
                .orElse(0);
        return new SampleTally(accuracy, format, flat);
    }

    private static double format(Judge.Score score) {
        return score.wellFormed() ? 100 : 0;
    }

    @Override
    public String toString() {
        String tasks = accuracy.entrySet().stream()
                .map(task -> String.format(Locale.ROOT, "%s %.1f", task.getKey(), task.getValue()))
                .collect(Collectors.joining(" "));
        return String.format(Locale.ROOT, "%s format %.1f flat %.2f", tasks, format, flat);
    }
}
