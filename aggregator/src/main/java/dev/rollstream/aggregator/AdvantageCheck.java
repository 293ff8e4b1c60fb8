package dev.rollstream.aggregator;

import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recomputes a terminal record's advantages from its own rewards, components, lengths and estimator settings. */
public final class AdvantageCheck {

    private AdvantageCheck() {}

    /**
     * The advantages that the record's members should have.
     *
     * @param group a terminal record
     * @return one entry a member, in the record's order; null for a member without a reward, and for all where the outcome gives none
     * @throws IllegalArgumentException if the estimator is missing, unknown or cannot use the rewards
     */
    public static List<@Nullable Double> recompute(AdvantageGroup group) {
        List<@Nullable Double> expected = new ArrayList<>();
        double[] advantages = givesAdvantages(group)
                ? estimator(group)
                        .advantages(
                                ScoredMembers.of(group.getMembers().stream()).groupScores())
                : new double[0];
        int next = 0;
        for (Member member : group.getMembers()) {
            boolean has = advantages.length > 0 && isScored(member);
            expected.add(has ? Double.valueOf(advantages[next++]) : null);
        }
        return expected;
    }

    /**
     * Compares a record's advantages with the recomputed ones, bit by bit, and a missing one with a missing one.
     *
     * @param group a terminal record
     * @return empty if they agree; else one sentence about the first difference
     */
    public static Optional<String> mismatch(AdvantageGroup group) {
        List<@Nullable Double> expected;
        try {
            expected = recompute(group);
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "group " + group.getGroupId() + ": its advantages cannot be recomputed: " + e.getMessage());
        }
        for (int i = 0; i < expected.size(); i++) {
            Member member = group.getMembers().get(i);
            if (!Objects.equals(expected.get(i), member.getAdvantage())) {
                return Optional.of("group " + group.getGroupId() + ", member " + member.getIndex() + ": advantage "
                        + member.getAdvantage() + ", recomputed " + expected.get(i));
            }
        }
        return Optional.empty();
    }

    private static Estimator estimator(AdvantageGroup group) {
        EstimatorSettings recorded = group.getEstimator();
        if (recorded == null) {
            throw new IllegalArgumentException("it names no estimator");
        }
        EstimatorChoice choice = EstimatorChoice.of(recorded);
        if (choice.estimator() == null) {
            throw new IllegalArgumentException(choice.problem());
        }
        if (!choice.settings().equals(recorded)) {
            throw new IllegalArgumentException("it does not name every parameter of estimator " + recorded.getName());
        }
        return choice.estimator();
    }

    private static boolean givesAdvantages(AdvantageGroup group) {
        return group.getPurpose() != Purpose.EVAL
                && (group.getOutcome() == GroupOutcome.COMPLETE || group.getOutcome() == GroupOutcome.PARTIAL);
    }

    private static boolean isScored(Member member) {
        return member.getOutcome() == MemberOutcome.SCORED && member.getReward() != null;
    }
}
