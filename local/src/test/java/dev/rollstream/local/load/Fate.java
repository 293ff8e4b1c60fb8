package dev.rollstream.local.load;

import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Purpose;
import dev.rollstream.local.load.SeededGroup.CancelWritten;
import dev.rollstream.local.load.SeededGroup.Event;
import dev.rollstream.local.load.SeededGroup.RolloutWritten;
import dev.rollstream.runtime.DeadLetterReason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must become of a group, worked out from what was written for it by the plainest reading of the rules. It shares no code
 * with scorer and aggregator.
 *
 * @param closedBy what ends it
 * @param closedAtMs when it ends; null: not said here
 * @param members the rollout that wins each slot
 * @param duplicates rollouts for taken slots before the end
 * @param deadLetters rollouts that must be dead letters
 */
public record Fate(
        SeededGroup group,
        ClosedBy closedBy,
        @Nullable Long closedAtMs,
        SortedMap<Integer, RolloutWritten> members,
        int duplicates,
        Map<Landing.Place, DeadLetterReason> deadLetters) {

    /** How the group ends, and why. */
    public record Ending(GroupOutcome outcome, GroupReason reason) {}

    /** The fate of a group whose answer key opens it. */
    public static Fate of(SeededGroup group) {
        Landing key = Objects.requireNonNull(group.answerKey());
        long deadlineMs = key.appendedAtMs() + group.settings().ttl().toMillis();
        Life life = new Life(group, deadlineMs);
        group.events().forEach(life::live);
        return life.end();
    }

    /** A group without an answer key: all its rollouts wait in vain. */
    public static Map<Landing.Place, DeadLetterReason> withoutKey(SeededGroup group) {
        Map<Landing.Place, DeadLetterReason> deadLetters = new HashMap<>();
        for (Event event : group.events()) {
            if (event instanceof RolloutWritten rollout) {
                deadLetters.put(rollout.at().place(), DeadLetterReason.NO_ANSWER_KEY);
            }
        }
        return deadLetters;
    }

    public Ending ending() {
        if (closedBy == ClosedBy.CANCEL) {
            return new Ending(GroupOutcome.CANCELLED, GroupReason.CANCELLED);
        }
        return group.settings().purpose() == Purpose.EVAL ? evaluation() : training();
    }

    private Ending evaluation() {
        if (closedBy == ClosedBy.FULL) {
            return new Ending(GroupOutcome.COMPLETE, GroupReason.NONE);
        }
        return scored().isEmpty() ? expired() : new Ending(GroupOutcome.PARTIAL, GroupReason.NONE);
    }

    private Ending training() {
        int size = group.settings().size();
        int minimum = Objects.requireNonNullElse(group.settings().minSize(), size);
        if (scored().size() < minimum) {
            return closedBy == ClosedBy.FULL
                    ? new Ending(GroupOutcome.FILTERED, GroupReason.TOO_FEW_SCORED)
                    : expired();
        }
        if (!ReferenceAdvantages.knows(group.settings().estimator())) {
            return new Ending(GroupOutcome.FILTERED, GroupReason.ESTIMATOR_ERROR);
        }
        GroupReason filtered = filtered();
        if (filtered != GroupReason.NONE) {
            return new Ending(GroupOutcome.FILTERED, filtered);
        }
        return new Ending(scored().size() == size ? GroupOutcome.COMPLETE : GroupOutcome.PARTIAL, GroupReason.NONE);
    }

    private Ending expired() {
        return new Ending(GroupOutcome.EXPIRED, members.isEmpty() ? GroupReason.NO_MEMBERS : GroupReason.BELOW_MINIMUM);
    }

    private GroupReason filtered() {
        FilterSettings filter = group.settings().filter();
        if (filter == null) {
            return GroupReason.NONE;
        }
        double[] accuracies = scored().stream()
                .mapToDouble(member -> Objects.requireNonNull(member.kind().accuracy()))
                .toArray();
        double mean = Arrays.stream(accuracies).average().orElseThrow();
        boolean constant = Arrays.stream(rewards()).distinct().count() == 1;
        boolean inRange = (filter.getLow() == null || mean > filter.getLow())
                && (filter.getHigh() == null || mean < filter.getHigh());
        if (!(Boolean.TRUE.equals(filter.getZeroVariance()) && constant) && inRange) {
            return GroupReason.NONE;
        }
        GroupReason otherwise = inRange ? GroupReason.ZERO_VARIANCE : GroupReason.OUT_OF_RANGE;
        return mean == 1 ? GroupReason.ALL_SOLVED : mean == 0 ? GroupReason.ALL_FAILED : otherwise;
    }

    /** Whether a training reader must hand it out. */
    public boolean trains() {
        GroupOutcome outcome = ending().outcome();
        return group.settings().purpose() == Purpose.TRAIN
                && (outcome == GroupOutcome.COMPLETE || outcome == GroupOutcome.PARTIAL);
    }

    /** Members with a reward, by index. */
    public List<RolloutWritten> scored() {
        return members.values().stream()
                .filter(member -> member.kind().reward() != null)
                .toList();
    }

    private double[] rewards() {
        return scored().stream()
                .mapToDouble(member -> Objects.requireNonNull(member.kind().reward()))
                .toArray();
    }

    /** Advantage by index of the members that train; empty where the group gives none. */
    public Map<Integer, Double> advantages() {
        Map<Integer, Double> advantages = new HashMap<>();
        if (trains()) {
            double[] values = ReferenceAdvantages.of(group.settings().estimator(), rewards());
            List<RolloutWritten> scored = scored();
            for (int i = 0; i < values.length; i++) {
                advantages.put(scored.get(i).index(), values[i]);
            }
        }
        return advantages;
    }

    /** A group while its events are told. */
    private static final class Life {
        private final SeededGroup group;
        private final long deadlineMs;
        private final SortedMap<Integer, RolloutWritten> members = new TreeMap<>();
        private final Map<Landing.Place, DeadLetterReason> deadLetters = new HashMap<>();
        private @Nullable ClosedBy closedBy;
        private int duplicates;

        Life(SeededGroup group, long deadlineMs) {
            this.group = group;
            this.deadlineMs = deadlineMs;
        }

        void live(Event event) {
            if (event instanceof CancelWritten) {
                closedBy = closedBy == null ? ClosedBy.CANCEL : closedBy;
            } else if (event instanceof RolloutWritten rollout) {
                live(rollout);
            }
        }

        private void live(RolloutWritten rollout) {
            if (rollout.strayed()) {
                dead(rollout, DeadLetterReason.WRONG_PARTITION);
                return;
            }
            if (closedBy == null && rollout.at().appendedAtMs() >= deadlineMs) {
                closedBy = ClosedBy.DEADLINE;
            }
            RolloutWritten winner = members.get(rollout.index());
            if (rollout.index() >= group.settings().size()) {
                dead(rollout, DeadLetterReason.INVALID);
            } else if (winner != null) {
                duplicates += closedBy == null ? 1 : 0;
                if (!winner.sameContent(rollout)) {
                    dead(rollout, DeadLetterReason.CONFLICT);
                }
            } else if (closedBy != null) {
                dead(rollout, DeadLetterReason.LATE);
            } else {
                members.put(rollout.index(), rollout);
                closedBy = members.size() == group.settings().size() ? ClosedBy.FULL : null;
            }
        }

        private void dead(RolloutWritten rollout, DeadLetterReason reason) {
            deadLetters.put(rollout.at().place(), reason);
        }

        Fate end() {
            ClosedBy by = closedBy == null ? ClosedBy.DEADLINE : closedBy;
            return new Fate(group, by, closedAtMs(by), members, duplicates, deadLetters);
        }

        private @Nullable Long closedAtMs(ClosedBy by) {
            return switch (by) {
                case DEADLINE -> deadlineMs;
                case FULL ->
                    Math.max(
                            Objects.requireNonNull(group.answerKey()).appendedAtMs(),
                            members.values().stream()
                                    .mapToLong(member -> member.at().appendedAtMs())
                                    .max()
                                    .orElseThrow());
                default -> null;
            };
        }
    }
}
