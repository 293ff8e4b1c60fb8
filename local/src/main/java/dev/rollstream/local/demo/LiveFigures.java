package dev.rollstream.local.demo;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.RewardEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What has come through the stream so far, folded from its small records. Safe for use by two threads. */
public final class LiveFigures {
    private long tasks;
    private long rollouts;
    private long scored;
    private final Map<GroupOutcome, Long> groups = new EnumMap<>(GroupOutcome.class);
    private final Map<String, TaskFigures> byTask = new TreeMap<>();

    /**
     * Rewards of one kind of task.
     *
     * @param task kind of task
     * @param groups ended groups
     * @param members scored members
     * @param reward mean reward, 0 to 1
     * @param accuracy mean accuracy, 0 to 1
     * @param format share in the asked format, 0 to 1
     */
    public record TaskFigures(String task, long groups, long members, double reward, double accuracy, double format) {
        static TaskFigures none(String task) {
            return new TaskFigures(task, 0, 0, 0, 0, 0);
        }

        TaskFigures plusGroup(List<Member> added) {
            long n = members;
            double rewardSum = reward * n;
            double accuracySum = accuracy * n;
            double formatSum = format * n;
            for (Member member : added) {
                if (member.getOutcome() == MemberOutcome.SCORED && member.getReward() != null) {
                    n++;
                    rewardSum += member.getReward();
                    accuracySum += component(member, "accuracy");
                    formatSum += component(member, "format");
                }
            }
            return n == 0
                    ? new TaskFigures(task, groups + 1, 0, 0, 0, 0)
                    : new TaskFigures(task, groups + 1, n, rewardSum / n, accuracySum / n, formatSum / n);
        }

        private static double component(Member member, String name) {
            for (Component component : member.getComponents()) {
                if (component.getName().equals(name) && component.getValue() != null) {
                    return component.getValue();
                }
            }
            return 0;
        }
    }

    /**
     * The figures at one moment.
     *
     * @param tasks groups that were opened
     * @param rollouts rollouts written
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

    synchronized void onReward(RewardEvent event) {
        switch (event.getType()) {
            case OPEN -> tasks++;
            case MEMBER -> scored++;
            default -> {
                // CLOSE shows as a terminal record.
            }
        }
    }

    synchronized void onAdvantageGroup(AdvantageGroup group) {
        groups.merge(group.getOutcome(), 1L, Long::sum);
        String task = group.getTaskType() == null ? "?" : group.getTaskType();
        byTask.merge(
                task,
                TaskFigures.none(task).plusGroup(group.getMembers()),
                (before, ignored) -> before.plusGroup(group.getMembers()));
    }

    synchronized void rolloutsWritten(long total) {
        rollouts = total;
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(tasks, rollouts, scored, Map.copyOf(groups), new ArrayList<>(byTask.values()));
    }
}
