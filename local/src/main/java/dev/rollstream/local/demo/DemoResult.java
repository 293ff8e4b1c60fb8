package dev.rollstream.local.demo;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.learner.ReadingTotals;
import dev.rollstream.learner.TrainingFigures;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.report.RunReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a demo did.
 *
 * @param seed its seed
 * @param streaming what came through the stream
 * @param reading what a learner came to that only reads; empty: it learned
 * @param learning what the policy learned; empty: there was none
 * @param audit what the audit found
 * @param report the curves; empty: none were wanted, or they could not be read
 */
public record DemoResult(
        long seed,
        Streaming streaming,
        Optional<ReadingTotals> reading,
        Optional<Learning> learning,
        AuditReport audit,
        Optional<RunReport> report) {
    /**
     * What came through the stream.
     *
     * @param figures of the groups to learn from, at the end
     * @param groupsRead groups that the learner read
     * @param time from the first task to the last terminal record
     * @param firstAdvantage time from the start of the program's work to the first terminal record
     */
    public record Streaming(LiveFigures.Snapshot figures, long groupsRead, Duration time, Duration firstAdvantage) {
        /** Rollouts a second, over the time of streaming. */
        public double rolloutsPerSecond() {
            double seconds = time.toNanos() / 1e9;
            return seconds == 0 ? 0 : figures.scored() / seconds;
        }
    }

    /**
     * What the policy learned.
     *
     * @param figures the learner's, at the end
     * @param before held-out tasks after the cold start
     * @param after the same after training
     * @param times of the phases, by name
     */
    public record Learning(TrainingFigures figures, Evaluation before, Evaluation after, Map<String, Duration> times) {}

    /** The result as JSON-ready maps; names are part of the command's contract. */
    public Map<String, Object> toJson() {
        LiveFigures.Snapshot figures = streaming.figures();
        Map<String, Object> groups = new LinkedHashMap<>();
        List.of(
                        GroupOutcome.COMPLETE,
                        GroupOutcome.PARTIAL,
                        GroupOutcome.FILTERED,
                        GroupOutcome.EXPIRED,
                        GroupOutcome.CANCELLED)
                .forEach(outcome -> groups.put(outcome.name(), figures.groups().getOrDefault(outcome, 0L)));
        Map<String, Object> tasks = new LinkedHashMap<>();
        figures.byTask()
                .forEach(task -> tasks.put(
                        task.task(),
                        Map.of(
                                "groups", task.groups(),
                                "members", task.members(),
                                "reward", task.reward(),
                                "accuracy", task.accuracy(),
                                "format", task.format())));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", seed);
        json.put("groups", groups);
        json.put("rollouts", figures.scored());
        json.put("rollouts_per_s", streaming.rolloutsPerSecond());
        json.put("groups_read", streaming.groupsRead());
        json.put("first_advantage_s", streaming.firstAdvantage().toMillis() / 1e3);
        json.put("tasks", tasks);
        learning.ifPresent(learned -> put(learned, json));
        json.put("audit", audit.toJson());
        return json;
    }

    private static void put(Learning learned, Map<String, Object> json) {
        Map<String, Object> gains = new LinkedHashMap<>();
        learned.after()
                .since(learned.before())
                .forEach((task, gain) ->
                        gains.put(task, Map.of("points", gain.points(), "low_95", gain.low(), "high_95", gain.high())));
        Map<String, Object> times = new LinkedHashMap<>();
        learned.times().forEach((phase, time) -> times.put(phase, time.toMillis() / 1e3));
        json.put(
                "accuracy",
                Map.of(
                        "before", learned.before().accuracy(),
                        "after", learned.after().accuracy()));
        json.put(
                "format",
                Map.of(
                        "before",
                        learned.before().format(),
                        "after",
                        learned.after().format()));
        json.put(
                "answer_entropy",
                Map.of(
                        "before", learned.before().answerEntropy(),
                        "after", learned.after().answerEntropy()));
        json.put("gain", gains);
        json.put("steps", learned.figures().step());
        json.put("policy_version", learned.figures().version());
        json.put("seconds", times);
    }
}
