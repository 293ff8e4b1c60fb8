package dev.rollstream.local.demo;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.learner.ReadingTotals;
import dev.rollstream.local.audit.AuditReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a demo did.
 *
 * @param seed its seed
 * @param figures figures at its end
 * @param read what the learner read
 * @param streaming time from the first task to the last terminal record
 * @param firstAdvantage time from the start of the program's work to the first terminal record
 * @param audit what the audit found
 */
public record DemoResult(
        long seed,
        LiveFigures.Snapshot figures,
        ReadingTotals read,
        Duration streaming,
        Duration firstAdvantage,
        AuditReport audit) {

    /** Rollouts a second, over the time of streaming. */
    public double rolloutsPerSecond() {
        double seconds = streaming.toNanos() / 1e9;
        return seconds == 0 ? 0 : figures.rollouts() / seconds;
    }

    /** The result as JSON-ready maps; names are part of the command's contract. */
    public Map<String, Object> toJson() {
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
        json.put("rollouts", figures.rollouts());
        json.put("rollouts_per_s", rolloutsPerSecond());
        json.put("groups_read", read.groups());
        json.put("first_advantage_s", firstAdvantage.toMillis() / 1e3);
        json.put("tasks", tasks);
        json.put("audit", audit.toJson());
        return json;
    }
}
