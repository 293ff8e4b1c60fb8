package dev.rollstream.local.live;

import dev.rollstream.avro.Purpose;
import dev.rollstream.local.live.LiveSnapshot.Dead;
import dev.rollstream.local.live.LiveSnapshot.LearnerNow;
import dev.rollstream.local.live.LiveSnapshot.StageNow;
import dev.rollstream.local.live.LiveSnapshot.TaskNow;
import dev.rollstream.local.report.RunCurves.TaskScores;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A snapshot as JSON-ready maps: one form for scripts and for the page. */
final class LiveJson {
    private LiveJson() {}

    static Map<String, Object> of(LiveSnapshot snapshot) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at_ms", snapshot.window().atMs());
        json.put("since_ms", snapshot.window().sinceMs());
        json.put("unread", snapshot.window().unread());
        json.put("stages", snapshot.stages().stream().map(LiveJson::stage).toList());
        Map<String, Object> open = new LinkedHashMap<>();
        open.put("groups", snapshot.open().groups());
        seconds(open, "oldest_s", snapshot.open().oldestMs());
        json.put("open", open);
        json.put("ended", byPurpose(snapshot.endings().ended()));
        json.put("reasons", byPurpose(snapshot.endings().reasons()));
        json.put(
                "dead_letters",
                snapshot.endings().dead().stream().map(LiveJson::dead).toList());
        json.put("tasks", snapshot.tasks().stream().map(LiveJson::task).toList());
        json.put("learners", snapshot.learners().stream().map(LiveJson::learner).toList());
        json.put("lag", snapshot.lag().toJson());
        return json;
    }

    private static Map<String, Object> stage(StageNow stage) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stage", stage.stage());
        json.put("what", stage.what());
        json.put("count", stage.count());
        number(json, "per_second", stage.perSecond());
        json.put("lag", stage.inputs().lag());
        seconds(json, "age_s", stage.inputs().ageMs());
        if (!stage.inputs().state().isEmpty()) {
            json.put("state", stage.inputs().state());
        }
        return json;
    }

    private static Map<String, Object> dead(Dead dead) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stage", dead.stage());
        json.put("topic", dead.topic());
        json.put("reason", dead.reason());
        json.put("count", dead.count());
        return json;
    }

    private static Map<String, Object> task(TaskNow task) {
        TaskScores scores = task.scores();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("purpose", scores.purpose().name());
        json.put("dataset", scores.dataset());
        json.put("task", scores.task());
        json.put("groups", scores.groups());
        json.put("members", scores.members());
        number(json, "reward", finite(scores.reward()));
        number(json, "recent_reward", task.recentReward());
        number(json, "accuracy", finite(scores.accuracy()));
        number(json, "format", finite(scores.format()));
        return json;
    }

    private static Map<String, Object> learner(LearnerNow learner) {
        Map<String, Object> json = new LinkedHashMap<>(learner.waiting().toJson());
        json.put("receipts", byName(learner.receipts()));
        return json;
    }

    private static <E extends Enum<E>> Map<String, Object> byPurpose(Map<Purpose, Map<E, Long>> counts) {
        Map<String, Object> byPurpose = new TreeMap<>();
        counts.forEach((purpose, some) -> byPurpose.put(purpose.name(), byName(some)));
        return byPurpose;
    }

    private static Map<String, Long> byName(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> byName = new TreeMap<>();
        counts.forEach((value, count) -> byName.put(value.name(), count));
        return byName;
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static void number(Map<String, Object> json, String name, OptionalDouble value) {
        value.ifPresent(known -> json.put(name, known));
    }

    private static void seconds(Map<String, Object> json, String name, OptionalLong ms) {
        ms.ifPresent(known -> json.put(name, known / 1e3));
    }
}
