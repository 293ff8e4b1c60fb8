package dev.rollstream.local.course;

import dev.rollstream.policy.Completion;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.SamplingOptions;
import dev.rollstream.policy.Weights;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Greedy answers to questions that were held out: the same ones for every version of a policy. */
public final class Exam {
    private static final int AT_ONCE = 100;

    private final Map<String, List<CourseItem>> items;
    private final int maxTokens;
    private final Judge judge = new Judge();

    /**
     * An exam.
     *
     * @param items by task
     * @param maxTokens of an answer
     */
    public Exam(Map<String, List<CourseItem>> items, int maxTokens) {
        this.items = new LinkedHashMap<>(items);
        this.maxTokens = maxTokens;
    }

    /**
     * Of one task.
     *
     * @param items asked
     * @param right which of them were answered right
     * @param wellFormed how many answers had the right form
     * @param answerEntropy entropy of the distribution of what was answered, in nats
     */
    public record TaskMarks(int items, BitSet right, int wellFormed, double answerEntropy) {
        /** Share of right answers. */
        public double accuracy() {
            return right.cardinality() / (double) items;
        }
    }

    /** Asks everything. */
    public Map<String, TaskMarks> marks(Weights weights) {
        Map<String, TaskMarks> marks = new LinkedHashMap<>();
        items.forEach((task, asked) -> marks.put(task, marks(weights, asked)));
        return marks;
    }

    private TaskMarks marks(Weights weights, List<CourseItem> asked) {
        BitSet right = new BitSet();
        int wellFormed = 0;
        Map<String, Integer> answers = new HashMap<>();
        List<String> texts = texts(weights, asked);
        for (int i = 0; i < texts.size(); i++) {
            Judge.Score score = judge.score(texts.get(i), asked.get(i).answer());
            right.set(i, score.right());
            wellFormed += score.wellFormed() ? 1 : 0;
            String text = texts.get(i);
            answers.merge(text.substring(Math.max(0, text.indexOf("\\boxed"))), 1, Integer::sum);
        }
        return new TaskMarks(texts.size(), right, wellFormed, entropy(answers.values()));
    }

    private List<String> texts(Weights weights, List<CourseItem> asked) {
        List<String> texts = new ArrayList<>();
        Sampler sampler = new Sampler(weights);
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            List<CourseItem> part = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
            sampler.sample(part.stream().map(CourseItem::prompt).toList(), 1, SamplingOptions.greedy(maxTokens), 0)
                    .forEach(answers -> texts.add(text(answers)));
        }
        return texts;
    }

    private static String text(List<Completion> answers) {
        return answers.get(0).text();
    }

    /** Entropy of a distribution that was counted, in nats. */
    public static double entropy(Collection<Integer> counts) {
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        double entropy = 0;
        for (int count : counts) {
            double share = count / (double) total;
            entropy -= share * Math.log(share);
        }
        return entropy;
    }
}
