package dev.rollstream.local.live;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LearnerLag;
import dev.rollstream.local.report.RunCurves.TaskScores;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the pipeline does at one moment. Counts are of what was written since the window began.
 *
 * @param window which time it is about
 * @param stages in the order of the flow: tasks, worker, scorer, aggregator, learner
 * @param open groups on their way
 * @param endings how groups ended and why, and what could not be used
 * @param tasks scores by kind of task
 * @param learners what waits for each learner, and what it did
 * @param lag how far each stage is behind, partition by partition
 */
public record LiveSnapshot(
        Window window,
        List<StageNow> stages,
        Open open,
        Endings endings,
        List<TaskNow> tasks,
        List<LearnerNow> learners,
        LagReport lag) {
    /** Copies the collections. */
    public LiveSnapshot {
        stages = List.copyOf(stages);
        tasks = List.copyOf(tasks);
        learners = List.copyOf(learners);
    }

    /**
     * Which time a snapshot is about.
     *
     * @param atMs when it was taken, milliseconds since the epoch
     * @param sinceMs begin of what is counted
     * @param unread records of the past that have not been read yet; above 0 the figures are not complete
     */
    public record Window(long atMs, long sinceMs, long unread) {}

    /**
     * A stage.
     *
     * @param stage its name
     * @param what it makes
     * @param count how many it made
     * @param perSecond how many a second in the last ten; empty: not known yet
     * @param inputs what it reads, and how far it is behind; nothing of the task producer
     */
    public record StageNow(String stage, String what, long count, OptionalDouble perSecond, Inputs inputs) {}

    /**
     * What waits for a stage. Of several groups of one stage the furthest behind counts; those without members only if no group has
     * any.
     *
     * @param lag records; groups, of a learner
     * @param ageMs age of the oldest; empty if nothing waits, or it is not known
     * @param state of the group's members, such as STABLE; empty: the stage is not a Kafka group
     */
    public record Inputs(long lag, OptionalLong ageMs, String state) {
        /** Of a stage that reads nothing. */
        static final Inputs NONE = new Inputs(0, OptionalLong.empty(), "");
    }

    /**
     * Groups on their way: opened, and not ended.
     *
     * @param groups how many of those opened in the window
     * @param oldestMs age of the oldest; empty if there is none
     */
    public record Open(long groups, OptionalLong oldestMs) {}

    /**
     * What came to an end.
     *
     * @param ended terminal records by purpose and outcome
     * @param reasons of those that give no advantages, by purpose; evaluations have none
     * @param dead records that could not be used, the most frequent kinds first
     */
    public record Endings(
            Map<Purpose, Map<GroupOutcome, Long>> ended,
            Map<Purpose, Map<GroupReason, Long>> reasons,
            List<Dead> dead) {
        /** Copies the collections. */
        public Endings {
            ended = copy(ended);
            reasons = copy(reasons);
            dead = List.copyOf(dead);
        }

        private static <E extends Enum<E>> Map<Purpose, Map<E, Long>> copy(Map<Purpose, Map<E, Long>> counts) {
            Map<Purpose, Map<E, Long>> copy = new EnumMap<>(Purpose.class);
            counts.forEach((purpose, some) -> copy.put(purpose, Map.copyOf(some)));
            return copy;
        }
    }

    /**
     * Records that could not be used.
     *
     * @param stage who could not use them, as it says
     * @param topic where they lie, as it says
     * @param reason a {@link dev.rollstream.runtime.DeadLetterReason}, UNREADABLE where a dead letter does not say, OTHER for kinds
     *     beyond {@value DeadLetters#MAX_KINDS}
     * @param count how many
     */
    public record Dead(String stage, String topic, String reason, long count) {}

    /**
     * A kind of task.
     *
     * @param scores over the whole window
     * @param recentReward mean reward of its newest groups, {@value RecentScores#GROUPS} at most; empty: none was scored
     */
    public record TaskNow(TaskScores scores, OptionalDouble recentReward) {}

    /**
     * A learner.
     *
     * @param waiting what waits for it
     * @param receipts what it did with groups, as far as it says
     */
    public record LearnerNow(LearnerLag waiting, Map<ReceiptOutcome, Long> receipts) {
        /** Copies the map. */
        public LearnerNow {
            receipts = Map.copyOf(receipts);
        }
    }

    /** Terminal records of all purposes. */
    public long endedInAll() {
        return endings.ended().values().stream()
                .flatMap(outcomes -> outcomes.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** JSON-ready; what is not known is left out, times are in seconds. */
    public Map<String, Object> toJson() {
        return LiveJson.of(this);
    }
}
