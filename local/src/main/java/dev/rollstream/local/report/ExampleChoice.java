package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which groups are shown whole: of each kind of task the first that trained, the last whose members differ in reward, and the last of
 * an evaluation. What is chosen does not depend on the order of reading.
 */
final class ExampleChoice {
    static final int MAX_EXAMPLES = 15;

    private static final int MAX_TASKS = 12;

    /** Why a group is shown. */
    enum Why {
        FIRST("first of the run"),
        LAST_MIXED("last with mixed rewards"),
        LAST_HELD_OUT("last held-out");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** A group that is shown. */
    record Chosen(Why why, long timeMs, AdvantageGroup group) {}

    private static final Comparator<Chosen> BY_TIME = Comparator.comparingLong(Chosen::timeMs)
            .thenComparing(chosen -> chosen.group().getGroupId());

    private final SortedMap<String, Map<Why, Chosen>> byTask = new TreeMap<>();

    void add(AdvantageGroup group, long timeMs) {
        String task = group.getTaskType() == null ? "" : Clip.name(group.getTaskType());
        if (!isShowable(group) || !(byTask.containsKey(task) || byTask.size() < MAX_TASKS)) {
            return;
        }
        Map<Why, Chosen> chosen = byTask.computeIfAbsent(task, any -> new EnumMap<>(Why.class));
        if (group.getPurpose() == Purpose.EVAL) {
            chosen.merge(Why.LAST_HELD_OUT, new Chosen(Why.LAST_HELD_OUT, timeMs, group), ExampleChoice::later);
            return;
        }
        chosen.merge(Why.FIRST, new Chosen(Why.FIRST, timeMs, group), (a, b) -> BY_TIME.compare(a, b) <= 0 ? a : b);
        if (group.getRewards() != null && Objects.equals(group.getRewards().getZeroVariance(), false)) {
            chosen.merge(Why.LAST_MIXED, new Chosen(Why.LAST_MIXED, timeMs, group), ExampleChoice::later);
        }
    }

    private static Chosen later(Chosen a, Chosen b) {
        return BY_TIME.compare(a, b) >= 0 ? a : b;
    }

    private static boolean isShowable(AdvantageGroup group) {
        boolean scored = group.getOutcome() != GroupOutcome.EXPIRED && group.getOutcome() != GroupOutcome.CANCELLED;
        return scored
                && group.getTask() != null
                && group.getMembers().stream().map(Member::getRollout).anyMatch(Objects::nonNull);
    }

    /** The choice, by kind of task: every kind gets its first example before any gets its second. */
    List<Chosen> chosen() {
        List<Chosen> all = new ArrayList<>();
        for (Why why : List.of(Why.LAST_MIXED, Why.FIRST, Why.LAST_HELD_OUT)) {
            for (Map<Why, Chosen> ofTask : byTask.values()) {
                Chosen one = ofTask.get(why);
                if (one != null && all.size() < MAX_EXAMPLES && !holds(all, one)) {
                    all.add(one);
                }
            }
        }
        all.sort(Comparator.comparing((Chosen one) -> String.valueOf(one.group().getTaskType()))
                .thenComparing(BY_TIME));
        return List.copyOf(all);
    }

    private static boolean holds(List<Chosen> all, Chosen one) {
        return all.stream()
                .anyMatch(other -> other.group().getGroupId().equals(one.group().getGroupId()));
    }
}
