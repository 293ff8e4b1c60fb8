package dev.rollstream.aggregator;

import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.aggregator.estimator.EstimatorException;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Purpose;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a closed group ends. Every combination of members, settings and closing leads to exactly one outcome:
 *
 * <ol>
 *   <li>closed by a cancel: CANCELLED
 *   <li>an evaluation: COMPLETE if every slot was taken, PARTIAL if the deadline came and one member is scored, else EXPIRED
 *   <li>fewer scored members than the minimum (default: the group size): FILTERED with TOO_FEW_SCORED if every slot was taken, else EXPIRED
 *       with NO_MEMBERS or BELOW_MINIMUM
 *   <li>unusable estimator settings: FILTERED with ESTIMATOR_ERROR
 *   <li>a filter drops it: FILTERED with the filter's reason
 *   <li>the estimator cannot use the scores: FILTERED with ESTIMATOR_ERROR
 *   <li>every member scored: COMPLETE, else PARTIAL, with advantages
 * </ol>
 */
final class OutcomeRules {

    private static final int MAX_DETAIL_CHARS = 500;

    private final OpenGroup group;
    private final GroupOpened opened;
    private final GroupClosed closed;
    private final ScoredMembers scored;
    private final EstimatorChoice choice;

    OutcomeRules(
            OpenGroup group, GroupOpened opened, GroupClosed closed, ScoredMembers scored, EstimatorChoice choice) {
        this.group = group;
        this.opened = opened;
        this.closed = closed;
        this.scored = scored;
        this.choice = choice;
    }

    /** Fewest scored members that give advantages: as asked for, but at least 1; by default the group size. */
    static int minimum(GroupOpened opened, int groupSize) {
        Integer minimum = opened.getMinGroupSize();
        if (minimum != null) {
            return Math.max(1, minimum);
        }
        return groupSize == OpenGroup.UNKNOWN_SIZE ? 1 : groupSize;
    }

    Verdict verdict() {
        if (closed.getClosedBy() == ClosedBy.CANCEL) {
            return Verdict.of(GroupOutcome.CANCELLED, GroupReason.CANCELLED, shorten(closed.getReason()));
        }
        return opened.getPurpose() == Purpose.EVAL ? evaluation() : training();
    }

    private Verdict evaluation() {
        if (closed.getClosedBy() == ClosedBy.FULL) {
            return Verdict.of(GroupOutcome.COMPLETE, GroupReason.NONE, null);
        }
        return scored.size() > 0 ? Verdict.of(GroupOutcome.PARTIAL, GroupReason.NONE, null) : expired();
    }

    private Verdict training() {
        boolean complete = scored.size() == group.groupSize();
        if (!complete && scored.size() < minimum(opened, group.groupSize())) {
            return closed.getClosedBy() == ClosedBy.FULL
                    ? Verdict.of(GroupOutcome.FILTERED, GroupReason.TOO_FEW_SCORED, tally())
                    : expired();
        }
        Estimator estimator = choice.estimator();
        if (estimator == null) {
            return Verdict.filtered(GroupReason.ESTIMATOR_ERROR, shorten(choice.problem()));
        }
        Optional<GroupFilter.Drop> drop = GroupFilter.of(opened.getFilter()).flatMap(filter -> filter.judge(scored));
        return drop.isPresent()
                ? Verdict.filtered(drop.get().reason(), shorten(drop.get().detail()))
                : estimate(estimator, complete);
    }

    private Verdict estimate(Estimator estimator, boolean complete) {
        try {
            double[] advantages = estimator.advantages(scored.groupScores());
            GroupOutcome outcome = complete ? GroupOutcome.COMPLETE : GroupOutcome.PARTIAL;
            return new Verdict(outcome, GroupReason.NONE, complete ? null : tally(), advantages, true);
        } catch (EstimatorException e) {
            return Verdict.filtered(GroupReason.ESTIMATOR_ERROR, shorten(e.getMessage()));
        }
    }

    private Verdict expired() {
        GroupReason reason = group.members().isEmpty() ? GroupReason.NO_MEMBERS : GroupReason.BELOW_MINIMUM;
        return Verdict.of(GroupOutcome.EXPIRED, reason, tally());
    }

    private String tally() {
        String expected = group.groupSize() == OpenGroup.UNKNOWN_SIZE ? "?" : Integer.toString(group.groupSize());
        return group.members().size() + " of " + expected + " members came, " + scored.size() + " scored, minimum "
                + minimum(opened, group.groupSize());
    }

    private static @Nullable String shorten(@Nullable String text) {
        return text == null || text.length() <= MAX_DETAIL_CHARS ? text : text.substring(0, MAX_DETAIL_CHARS) + "...";
    }
}
