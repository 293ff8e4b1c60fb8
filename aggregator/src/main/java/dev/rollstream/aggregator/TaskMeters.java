package dev.rollstream.aggregator;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Purpose;
import dev.rollstream.runtime.metrics.EnumCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The aggregator's meters of one kind of task. */
final class TaskMeters {
    private static final String ACCURACY = "accuracy";
    private static final double RIGHT = 1;

    private final MeterRegistry registry;
    private final String task;
    private final Map<Purpose, PurposeMeters> purposes = new ConcurrentHashMap<>();

    TaskMeters(MeterRegistry registry, String task) {
        this.registry = registry;
        this.task = task;
    }

    /** How many of a group's scored members are right. */
    private enum Solved {
        ALL,
        SOME,
        NONE
    }

    /** How a group ended, as labels. */
    private record Ending(String outcome, String reason) {}

    /** The meters of what trains, or of what evaluates. */
    private final class PurposeMeters {
        private final String purpose;
        private final Map<Ending, Counter> endings = new ConcurrentHashMap<>();
        private final EnumCounters<Solved> solved;
        private final Counter flat;
        private final Counter members;
        private final Counter right;
        private final Counter plus;
        private final Counter minus;

        PurposeMeters(String purpose) {
            this.purpose = purpose;
            solved = new EnumCounters<>(
                    Solved.class, how -> AggregatorCatalogue.SOLVED.counter(registry, task, purpose, how));
            flat = AggregatorCatalogue.FLAT.counter(registry, task, purpose);
            members = AggregatorCatalogue.MEMBERS.counter(registry, task, purpose);
            right = AggregatorCatalogue.RIGHT.counter(registry, task, purpose);
            plus = AggregatorCatalogue.POINTS.counter(registry, task, purpose, "plus");
            minus = AggregatorCatalogue.POINTS.counter(registry, task, purpose, "minus");
        }

        void ended(AdvantageGroup group) {
            endings.computeIfAbsent(
                            new Ending(
                                    group.getOutcome().name(), group.getReason().name()),
                            how -> AggregatorCatalogue.ENDED.counter(registry, task, purpose, how.outcome, how.reason))
                    .increment();
            List<Member> scored = group.getMembers().stream()
                    .filter(member -> member.getReward() != null)
                    .toList();
            if (!scored.isEmpty()) {
                members.increment(scored.size());
                if (isFlat(group)) {
                    flat.increment();
                }
                scored.forEach(member -> points(member.getReward()));
                solved(scored);
            }
        }

        private void points(double reward) {
            (reward < 0 ? minus : plus).increment(Math.abs(reward));
        }

        private void solved(List<Member> scored) {
            List<Double> accuracies =
                    scored.stream().flatMap(member -> accuracy(member).stream()).toList();
            long rightOnes =
                    accuracies.stream().filter(accuracy -> accuracy >= RIGHT).count();
            right.increment(rightOnes);
            if (!accuracies.isEmpty()) {
                Solved all = rightOnes == scored.size() ? Solved.ALL : Solved.SOME;
                solved.count(rightOnes == 0 ? Solved.NONE : all);
            }
        }
    }

    private static boolean isFlat(AdvantageGroup group) {
        return group.getRewards() != null
                && Boolean.TRUE.equals(group.getRewards().getZeroVariance());
    }

    private static Optional<Double> accuracy(Member member) {
        return member.getComponents().stream()
                .filter(component -> component.getName().equals(ACCURACY))
                .map(Component::getValue)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** A group of this kind ended. */
    void ended(AdvantageGroup group) {
        purposes.computeIfAbsent(group.getPurpose(), purpose -> new PurposeMeters(purpose.name()))
                .ended(group);
    }
}
