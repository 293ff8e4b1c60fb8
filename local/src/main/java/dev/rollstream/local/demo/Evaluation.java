package dev.rollstream.local.demo;

import dev.rollstream.local.course.Exam;
import dev.rollstream.local.course.Gain;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How a policy did on the held-out tasks, greedily, one answer each.
 *
 * @param scores by the task's number, which is the same for every policy that was asked
 * @param answers what was answered, likewise; empty where nobody read it
 */
public record Evaluation(SortedMap<Long, Score> scores, SortedMap<Long, String> answers) {
    /**
     * One answer.
     *
     * @param task kind of task
     * @param right whether it is
     * @param wellFormed whether it was in the asked format
     */
    public record Score(String task, boolean right, boolean wellFormed) {}

    /** Copies the scores. */
    public Evaluation {
        scores = new TreeMap<>(scores);
        answers = new TreeMap<>(answers);
    }

    /** One of which nobody read the answers. */
    public Evaluation(SortedMap<Long, Score> scores) {
        this(scores, new TreeMap<>());
    }

    /** The same, with what was answered. */
    public Evaluation with(SortedMap<Long, String> given) {
        return new Evaluation(scores, given);
    }

    /**
     * Entropy of the distribution of answers by kind of task, in nats: 0 if all tasks of a kind got the same answer, which is how a policy
     * that has collapsed looks.
     */
    public Map<String, Double> answerEntropy() {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        answers.forEach((item, answer) -> {
            Score score = scores.get(item);
            if (score != null) {
                counts.computeIfAbsent(score.task(), task -> new HashMap<>()).merge(answer, 1, Integer::sum);
            }
        });
        Map<String, Double> entropy = new LinkedHashMap<>();
        counts.forEach((task, byAnswer) -> entropy.put(task, Exam.entropy(byAnswer.values())));
        return entropy;
    }

    /** Accuracy by kind of task, in percent, and {@code mean} of these. */
    public Map<String, Double> accuracy() {
        Map<String, Double> byTask = new LinkedHashMap<>();
        since(this).forEach((task, gain) -> byTask.put(task, gain.after()));
        return byTask;
    }

    /** Share of answers in the asked format, in percent. */
    public double format() {
        return scores.isEmpty() ? 0 : 100.0 * count(Score::wellFormed) / scores.size();
    }

    private long count(Predicate<Score> what) {
        return scores.values().stream().filter(what).count();
    }

    /** How much better this is than before, over the tasks that both answered: by kind of task, and under {@code mean} of all. */
    public Map<String, Gain> since(Evaluation before) {
        Map<String, List<Long>> common = new TreeMap<>();
        scores.forEach((item, score) -> {
            if (before.scores.containsKey(item)) {
                common.computeIfAbsent(score.task(), task -> new ArrayList<>()).add(item);
            }
        });
        Map<String, Gain> gains = new LinkedHashMap<>();
        common.forEach((task, items) -> gains.put(task, Gain.paired(items.size(), before.right(items), right(items))));
        gains.put("mean", Gain.mean(gains.values()));
        return gains;
    }

    /** Which of some tasks were answered right, by their places in the list. */
    private BitSet right(List<Long> items) {
        BitSet right = new BitSet();
        for (int i = 0; i < items.size(); i++) {
            Score score = scores.get(items.get(i));
            right.set(i, score != null && score.right());
        }
        return right;
    }
}
