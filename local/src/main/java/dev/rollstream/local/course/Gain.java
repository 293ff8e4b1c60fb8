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
        double half = NORMAL_95 * Math.sqrt(variance(before, after));
        double points = 100 * (after.accuracy() - before.accuracy());
        return new Gain(100 * before.accuracy(), 100 * after.accuracy(), points - half, points + half);
    }

    /** Of every task, and under {@code mean} of all. */
    public static Map<String, Gain> of(Map<String, TaskMarks> before, Map<String, TaskMarks> after) {
        Map<String, Gain> gains = new LinkedHashMap<>();
        double variance = 0;
        for (Map.Entry<String, TaskMarks> task : before.entrySet()) {
            TaskMarks later = after.get(task.getKey());
            if (later == null) {
                throw new IllegalArgumentException("task '" + task.getKey() + "' was asked before, but not after");
            }
            gains.put(task.getKey(), of(task.getValue(), later));
            variance += variance(task.getValue(), later);
        }
        gains.put("mean", mean(gains.values(), variance));
        return gains;
    }

    private static Gain mean(Collection<Gain> gains, double variance) {
        double before = gains.stream().mapToDouble(Gain::before).average().orElse(0);
        double after = gains.stream().mapToDouble(Gain::after).average().orElse(0);
        double half = NORMAL_95 * Math.sqrt(variance) / gains.size();
        return new Gain(before, after, after - before - half, after - before + half);
    }

    /** Of the mean difference, in points squared. */
    private static double variance(TaskMarks before, TaskMarks after) {
        BitSet changed = (BitSet) before.right().clone();
        changed.xor(after.right());
        double mean = after.accuracy() - before.accuracy();
        double squares = changed.cardinality() / (double) before.items();
        return 1e4 * (squares - mean * mean) / before.items();
    }
}
