package dev.rollstream.local.course;

import dev.rollstream.local.course.Exam.TaskMarks;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much more of the same questions was answered right, in percentage points, with a paired 95 % interval: of the differences of
 * each question, mean and normal interval; for the mean over tasks, each task counts alike.
 *
 * @param before percent right
 * @param after likewise
 * @param low end of the interval of after - before
 * @param high likewise
 */
public record Gain(double before, double after, double low, double high) {
    private static final double NORMAL_95 = 1.959_964;

    /** The difference itself. */
    public double points() {
        return after - before;
    }

    /** Of one task. */
    public static Gain of(TaskMarks before, TaskMarks after) {
        return paired(before.items(), before.right(), after.right());
    }

    /**
     * Of the same questions asked twice.
     *
     * @param items questions
     * @param before which of them were answered right
     * @param after likewise
     */
    public static Gain paired(int items, BitSet before, BitSet after) {
        double first = before.cardinality() / (double) items;
        double second = after.cardinality() / (double) items;
        BitSet changed = (BitSet) before.clone();
        changed.xor(after);
        double mean = second - first;
        double variance = (changed.cardinality() / (double) items - mean * mean) / items;
        double half = NORMAL_95 * Math.sqrt(Math.max(0, variance));
        return new Gain(100 * first, 100 * second, 100 * (mean - half), 100 * (mean + half));
    }

    /** Of every task, and under {@code mean} of all. */
    public static Map<String, Gain> of(Map<String, TaskMarks> before, Map<String, TaskMarks> after) {
        Map<String, Gain> gains = new LinkedHashMap<>();
        for (Map.Entry<String, TaskMarks> task : before.entrySet()) {
            TaskMarks later = after.get(task.getKey());
            if (later == null) {
                throw new IllegalArgumentException("task '" + task.getKey() + "' was asked before, but not after");
            }
            gains.put(task.getKey(), of(task.getValue(), later));
        }
        gains.put("mean", mean(gains.values()));
        return gains;
    }

    /** Of several tasks, each of which counts alike. */
    public static Gain mean(Collection<Gain> gains) {
        double before = gains.stream().mapToDouble(Gain::before).average().orElse(0);
        double after = gains.stream().mapToDouble(Gain::after).average().orElse(0);
        double squares = gains.stream()
                .mapToDouble(gain -> (gain.high - gain.low) / 2)
                .map(half -> half * half)
                .sum();
        double half = Math.sqrt(squares) / Math.max(1, gains.size());
        return new Gain(before, after, after - before - half, after - before + half);
    }
}
