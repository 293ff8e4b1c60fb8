package dev.rollstream.local.demo;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RewardEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What has come through the stream so far, folded from its small records, run by run. Safe for use by two threads. */
public final class LiveFigures {
    private long rollouts;
    private final Map<String, RunFigures> runs = new HashMap<>();

    /** Figures of one run. */
    private static final class RunFigures {
        private long tasks;
        private long scored;
        private final Map<GroupOutcome, Long> groups = new EnumMap<>(GroupOutcome.class);
        private final Map<String, TaskFigures> byTask = new TreeMap<>();
        private final SortedMap<Long, Evaluation.Score> evaluated = new TreeMap<>();
    }

    /**
     * Rewards of one kind of task.
     *
     * @param task kind of task
     * @param groups ended groups
     * @param members scored members
     * @param reward mean reward, 0 to 1
     * @param accuracy mean accuracy, 0 to 1
     * @param lately accuracy of the last few dozen groups, of which a newer one weighs more, 0 to 1
     * @param format share in the asked format, 0 to 1
     */
    public record TaskFigures(
            String task, long groups, long members, double reward, double accuracy, double lately, double format) {
        /** What the newest group weighs among the last few dozen, at least. */
        private static final double NEWEST = 0.05;

        static TaskFigures none(String task) {
            return new TaskFigures(task, 0, 0, 0, 0, 0, 0);
        }

        TaskFigures plusGroup(List<Member> added) {
            List<Member> scored = added.stream().filter(LiveFigures::isScored).toList();
            if (scored.isEmpty()) {
                return new TaskFigures(task, groups + 1, members, reward, accuracy, lately, format);
            }
            double rewards = sum(scored, member -> Objects.requireNonNull(member.getReward()));
            double right = sum(scored, member -> component(member, "accuracy"));
            double formatted = sum(scored, member -> component(member, "format"));
            long n = members + scored.size();
            double weight = Math.max(NEWEST, 1.0 / (groups + 1));
            return new TaskFigures(
                    task,
                    groups + 1,
                    n,
                    (reward * members + rewards) / n,
                    (accuracy * members + right) / n,
                    lately + weight * (right / scored.size() - lately),
                    (format * members + formatted) / n);
        }

        private static double sum(List<Member> members, ToDoubleFunction<Member> figure) {
            return members.stream().mapToDouble(figure).sum();
        }
    }

    private static boolean isScored(Member member) {
        return member.getOutcome() == MemberOutcome.SCORED && member.getReward() != null;
    }

    private static double component(Member member, String name) {
        for (Component component : member.getComponents()) {
            if (component.getName().equals(name) && component.getValue() != null) {
                return component.getValue();
            }
        }
        return 0;
    }

    /**
     * The figures of a run at one moment.
     *
     * @param tasks groups that were opened
     * @param rollouts rollouts written, of all runs
     * @param scored members scored, or found unscorable
     * @param groups ended groups by outcome
     * @param byTask rewards by kind of task
     */
    public record Snapshot(
            long tasks, long rollouts, long scored, Map<GroupOutcome, Long> groups, List<TaskFigures> byTask) {
        /** Groups that have ended. */
        public long ended() {
            return groups.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private RunFigures run(String runId) {
        return runs.computeIfAbsent(runId, id -> new RunFigures());
    }

    synchronized void onReward(RewardEvent event) {
        switch (event.getType()) {
            case OPEN -> run(event.getRunId()).tasks++;
            case MEMBER -> run(event.getRunId()).scored++;
            default -> {
                // CLOSE shows as a terminal record.
            }
        }
    }

    synchronized void onAdvantageGroup(AdvantageGroup group) {
        RunFigures run = run(group.getRunId());
        run.groups.merge(group.getOutcome(), 1L, Long::sum);
        String task = group.getTaskType() == null ? "?" : group.getTaskType();
        run.byTask.merge(
                task,
                TaskFigures.none(task).plusGroup(group.getMembers()),
                (before, ignored) -> before.plusGroup(group.getMembers()));
        if (group.getPurpose() == Purpose.EVAL) {
            group.getMembers().stream()
                    .filter(LiveFigures::isScored)
                    .findFirst()
                    .ifPresent(member -> run.evaluated.put(
                            GroupId.parse(group.getGroupId()).sequence(),
                            new Evaluation.Score(
                                    task, component(member, "accuracy") == 1, component(member, "format") == 1)));
        }
    }

    synchronized void rolloutsWritten(long total) {
        rollouts = total;
    }

    synchronized Snapshot snapshot(String runId) {
        RunFigures run = run(runId);
        return new Snapshot(
                run.tasks, rollouts, run.scored, Map.copyOf(run.groups), new ArrayList<>(run.byTask.values()));
    }

    /** What a run of evaluations came to; a task without a score, because its group expired, say, is not among them. */
    synchronized Evaluation evaluation(String runId) {
        return new Evaluation(run(runId).evaluated);
    }
}
