package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import java.util.Objects;

/** How groups scored. Means are over scored members, but accuracy also over groups: members of one group are not independent. */
final class Scores {
    static final String ACCURACY = "accuracy";

    private static final String FORMAT = "format";

    private long groups;
    private long unscored;
    private final Mean reward = new Mean();
    private final Mean accuracy = new Mean();
    private final Mean groupAccuracy = new Mean();
    private final Mean format = new Mean();
    private final Mean tokens = new Mean();

    void add(AdvantageGroup group) {
        groups++;
        Mean own = new Mean();
        for (Member member : group.getMembers()) {
            if (member.getTokenCount() != null) {
                tokens.add(member.getTokenCount());
            }
            if (member.getOutcome() == MemberOutcome.SCORED && member.getReward() != null) {
                reward.add(member.getReward());
                add(member, own);
            } else {
                unscored++;
            }
        }
        accuracy.plus(own);
        if (own.count() > 0) {
            groupAccuracy.add(own.mean());
        }
    }

    private void add(Member member, Mean groupsAccuracy) {
        for (Component component : member.getComponents()) {
            if (component.getValue() != null) {
                if (Objects.equals(component.getName(), ACCURACY)) {
                    groupsAccuracy.add(component.getValue());
                } else if (Objects.equals(component.getName(), FORMAT)) {
                    format.add(component.getValue());
                }
            }
        }
    }

    Scores plus(Scores other) {
        groups += other.groups;
        unscored += other.unscored;
        reward.plus(other.reward);
        accuracy.plus(other.accuracy);
        groupAccuracy.plus(other.groupAccuracy);
        format.plus(other.format);
        tokens.plus(other.tokens);
        return this;
    }

    long groups() {
        return groups;
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
}
