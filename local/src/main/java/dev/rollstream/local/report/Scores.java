package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.MemberOutcome;
import java.util.OptionalDouble;

/**
 * How groups scored. Means are over scored members, but accuracy also over groups: members of one group are not independent. The
 * accuracy of a verifier that gives it from -1 to 1 is taken from the component that has it from 0 to 1.
 */
final class Scores {
    static final String ACCURACY = "accuracy";

    private static final String FORMAT = "format";
    private static final String ACCURACY_FROM_ZERO = "accuracy_normalized";

    private long groups;
    private long lost;
    private long unscored;
    private final Mean reward = new Mean();
    private final Mean accuracy = new Mean();
    private final Mean groupAccuracy = new Mean();
    private final Mean format = new Mean();
    private final Mean tokens = new Mean();
    private final PassAtK passAt = new PassAtK();

    void add(AdvantageGroup group) {
        groups++;
        Mean own = new Mean();
        int scored = 0;
        int right = 0;
        for (Member member : group.getMembers()) {
            if (member.getTokenCount() != null) {
                tokens.add(member.getTokenCount());
            }
            if (member.getOutcome() == MemberOutcome.SCORED && member.getReward() != null) {
                scored++;
                reward.add(member.getReward());
                component(member, FORMAT).ifPresent(format::add);
                OptionalDouble share = accuracy(member);
                share.ifPresent(own::add);
                right += share.orElse(0) >= 1 ? 1 : 0;
            } else {
                unscored++;
            }
        }
        lost += scored == 0 ? 1 : 0;
        accuracy.plus(own);
        if (own.count() > 0) {
            groupAccuracy.add(own.mean());
            passAt.add((int) own.count(), right, Math.max(scored, expected(group)));
        }
    }

    private static int expected(AdvantageGroup group) {
        MemberCounts counts = group.getCounts();
        return counts == null || counts.getExpected() == null ? 0 : counts.getExpected();
    }

    private static OptionalDouble accuracy(Member member) {
        OptionalDouble fromZero = component(member, ACCURACY_FROM_ZERO);
        return fromZero.isPresent() ? fromZero : component(member, ACCURACY);
    }

    private static OptionalDouble component(Member member, String name) {
        for (Component component : member.getComponents()) {
            if (component.getName().equals(name) && component.getValue() != null) {
                return OptionalDouble.of(component.getValue());
            }
        }
        return OptionalDouble.empty();
    }

    Scores plus(Scores other) {
        groups += other.groups;
        lost += other.lost;
        unscored += other.unscored;
        reward.plus(other.reward);
        accuracy.plus(other.accuracy);
        groupAccuracy.plus(other.groupAccuracy);
        format.plus(other.format);
        tokens.plus(other.tokens);
        passAt.plus(other.passAt);
        return this;
    }

    long groups() {
        return groups;
    }

    /** Groups without a scored member. */
    long lost() {
        return lost;
    }

    /** Members without a reward. */
    long unscored() {
        return unscored;
    }

    Mean reward() {
        return reward;
    }

    /** Over members. */
    Mean accuracy() {
        return accuracy;
    }

    /** Over groups of their members' mean. */
    Mean groupAccuracy() {
        return groupAccuracy;
    }

    Mean format() {
        return format;
    }

    /** Completion tokens, also of members without a reward. */
    Mean tokens() {
        return tokens;
    }

    PassAtK passAt() {
        return passAt;
    }
}
