package dev.rollstream.aggregator;

import dev.rollstream.aggregator.estimator.GroupScores;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The scored members of a group in index order: what filters and estimators compute with. */
final class ScoredMembers {

    /** Name under which a filter means the reward itself. */
    static final String REWARD = "reward";

    /**
     * One of them.
     *
     * @param tokenCount completion tokens; null if not known
     */
    record Scores(
            int index,
            double reward,
            List<Component> components,
            @Nullable Integer tokenCount) {

        OptionalDouble metric(String name) {
            for (Component component : components) {
                if (component.getName().equals(name)) {
                    return component.getValue() == null
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(component.getValue());
                }
            }
            return name.equals(REWARD) ? OptionalDouble.of(reward) : OptionalDouble.empty();
        }
    }

    private final List<Scores> members;

    private ScoredMembers(List<Scores> members) {
        this.members = List.copyOf(members);
    }

    /** Those of some members, given by rising index, that are SCORED and have a reward. */
    static ScoredMembers of(Stream<Member> members) {
        return new ScoredMembers(
                members.filter(member -> member.getOutcome() == MemberOutcome.SCORED && member.getReward() != null)
                        .map(member -> new Scores(
                                member.getIndex(), member.getReward(), member.getComponents(), member.getTokenCount()))
                        .toList());
    }

    int size() {
        return members.size();
    }

    double[] rewards() {
        return members.stream().mapToDouble(Scores::reward).toArray();
    }

    /**
     * A metric of every member.
     *
     * @return one value a member; empty if any member lacks it
     */
    OptionalMetric metric(String name) {
        double[] values = new double[members.size()];
        for (int i = 0; i < values.length; i++) {
            OptionalDouble value = members.get(i).metric(name);
            if (value.isEmpty()) {
                return OptionalMetric.lackedBy(members.get(i).index());
            }
            values[i] = value.getAsDouble();
        }
        return OptionalMetric.of(values);
    }

    /**
     * A metric of all members, or the member that lacks it.
     *
     * @param values one value a member; empty if one lacks it
     * @param lackingIndex slot of the first member that lacks it; -1 if none does
     */
    record OptionalMetric(double[] values, int lackingIndex) {

        static OptionalMetric of(double[] values) {
            return new OptionalMetric(values, -1);
        }

        static OptionalMetric lackedBy(int index) {
            return new OptionalMetric(new double[0], index);
        }

        boolean isPresent() {
            return lackingIndex < 0;
        }
    }

    /** The members as an estimator takes them. */
    GroupScores groupScores() {
        GroupScores scores = GroupScores.of(rewards());
        if (members.stream().allMatch(member -> member.tokenCount() != null && member.tokenCount() >= 0)) {
            List<Long> lengths = new ArrayList<>();
            members.forEach(member -> lengths.add(longOf(member.tokenCount())));
            scores = scores.withLengths(
                    lengths.stream().mapToLong(Long::longValue).toArray());
        }
        for (String name : componentNames()) {
            OptionalMetric values = metric(name);
            scores = values.isPresent()
                    ? scores.withComponent(name, values.values())
                    : scores.withIncompleteComponent(name);
        }
        return scores;
    }

    private static long longOf(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private Set<String> componentNames() {
        Set<String> names = new LinkedHashSet<>();
        members.forEach(member -> member.components().forEach(component -> names.add(component.getName())));
        return names;
    }
}
