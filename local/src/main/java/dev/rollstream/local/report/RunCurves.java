package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The figures of a report while the stream goes on: the same fold, looked at again and again. In memory that does not grow with the
 * run. Not safe for use by two threads.
 */
public final class RunCurves {
    private final RunFigures figures = new RunFigures(RunReport.Options.ALL);

    /** Nothing has been read yet. */
    public RunCurves() {}

    /** A policy version; it has to come before the groups that it sampled. */
    public void onPolicyVersion(PolicyVersion version) {
        figures.onPolicyVersion(version);
    }

    /**
     * An event of topic rewards.
     *
     * @param timeMs the record's time
     */
    public void onReward(RewardEvent event, long timeMs) {
        figures.onReward(event, timeMs);
    }

    /**
     * A terminal record.
     *
     * @param timeMs the record's time
     */
    public void onAdvantageGroup(AdvantageGroup group, long timeMs) {
        figures.onAdvantageGroup(group, timeMs);
    }

    /**
     * What a learner did with a group.
     *
     * @param timeMs the record's time
     */
    public void onReceipt(Receipt receipt, long timeMs) {
        figures.onReceipt(receipt, timeMs);
    }

    /**
     * Where a learner stands.
     *
     * @param timeMs the record's time
     */
    public void onProgress(Progress progress, long timeMs) {
        figures.onProgress(progress, timeMs);
    }

    /** A record that could not be decoded. */
    public void onUndecodable() {
        figures.onUndecodable();
    }

    /**
     * How groups of one kind scored. Means are over scored members, and NaN where there is none.
     *
     * @param purpose TRAIN, or EVAL for what measures a policy
     * @param dataset data set that evaluations count for; empty: none, or training
     * @param task kind of task
     * @param groups ended groups
     * @param members scored members
     * @param reward mean reward
     * @param accuracy mean accuracy, 0 to 1
     * @param format share in the asked format, 0 to 1
     */
    public record TaskScores(
            Purpose purpose,
            String dataset,
            String task,
            long groups,
            long members,
            double reward,
            double accuracy,
            double format) {}

    /** Scores by kind of task: training groups first, then evaluations by data set. */
    public List<TaskScores> tasks() {
        List<TaskScores> tasks = new ArrayList<>();
        figures.train().totals().forEach((key, scores) -> tasks.add(scores(Purpose.TRAIN, key, scores)));
        figures.heldOut().totals().forEach((key, scores) -> tasks.add(scores(Purpose.EVAL, key, scores)));
        return tasks;
    }

    /**
     * The report's charts, JSON-ready. Each has {@code section} (held-out, training, learner or stream), {@code title}, {@code note},
     * {@code form}, {@code words} (for those who do not see it), the axes {@code x} and {@code y} with {@code title} and
     * {@code scale}, and {@code series}: {@code name} (from outside), {@code rgb}, and {@code points} of x and y, or of x, y, low and high.
     */
    public List<Map<String, Object>> charts() {
        Charts charts = Charts.of(figures);
        List<Map<String, Object>> json = new ArrayList<>();
        charts.training().forEach(chart -> json.add(ChartJson.of("training", chart)));
        charts.heldOut().forEach(chart -> json.add(ChartJson.of("held-out", chart)));
        charts.learner().forEach(chart -> json.add(ChartJson.of(isMeasured(chart) ? "stream" : "learner", chart)));
        charts.stream().forEach(chart -> json.add(ChartJson.of("stream", chart)));
        return json;
    }

    /** Of all that is about the learner, staleness alone is measured and not what the learner says. */
    private static boolean isMeasured(Chart chart) {
        return chart.title().equals(LearnerCharts.STALENESS);
    }

    private static TaskScores scores(Purpose purpose, TaskKey key, Scores scores) {
        return new TaskScores(
                purpose,
                key.dataset(),
                key.task(),
                scores.groups(),
                scores.reward().count(),
                scores.reward().mean(),
                scores.accuracy().mean(),
                scores.format().mean());
    }
}
