package dev.rollstream.local.live;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Mean reward of the groups that ended last, by kind of task. */
final class RecentScores {
    /** Groups of a task that the mean is over. */
    static final int GROUPS = 50;

    private static final int MAX_KEYS = 64;

    private final Map<String, Deque<Sum>> byKey = new HashMap<>();

    private record Sum(double sum, long count) {}

    void add(String key, AdvantageGroup group) {
        if (!byKey.containsKey(key) && byKey.size() == MAX_KEYS) {
            return;
        }
        double sum = 0;
        long count = 0;
        for (Member member : group.getMembers()) {
            Double reward = member.getReward();
            if (member.getOutcome() == MemberOutcome.SCORED && reward != null && Double.isFinite(reward)) {
                sum += reward;
                count++;
            }
        }
        if (count > 0) {
            Deque<Sum> sums = byKey.computeIfAbsent(key, any -> new ArrayDeque<>());
            sums.addLast(new Sum(sum, count));
            if (sums.size() > GROUPS) {
                sums.removeFirst();
            }
        }
    }

    /** Mean over scored members; empty if there is none. */
    OptionalDouble reward(String key) {
        Deque<Sum> sums = byKey.getOrDefault(key, new ArrayDeque<>());
        long count = sums.stream().mapToLong(Sum::count).sum();
        double sum = sums.stream().mapToDouble(Sum::sum).sum();
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
}
