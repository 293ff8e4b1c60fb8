package dev.rollstream.aggregator;

import dev.rollstream.aggregator.ScoredMembers.OptionalMetric;
import dev.rollstream.aggregator.estimator.ScoreStatistics;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.GroupReason;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which groups with enough scored members are not worth training on, and why.
 *
 * <ul>
 *   <li>Zero variance: all rewards are the same number.
 *   <li>Range: the mean of a metric (a reward component, or {@code reward}) is not strictly between two bounds. The default metric is
 *       accuracy, not the reward: a format reward lifts the mean of an all-wrong group off its floor.
 * </ul>
 *
 * <p>A group that either one drops is ALL_SOLVED if the accuracy of every scored member is at least 1, ALL_FAILED if it is at most 0 (some
 * verifiers say -1 for wrong), else ZERO_VARIANCE or OUT_OF_RANGE; so too where a member has no accuracy. Both are off by
 * default. A filter that cannot be applied (bounds the wrong way round, a member without the metric) is an ESTIMATOR_ERROR: it
 * neither passes nor drops in silence.
 */
final class GroupFilter {

    private static final String ACCURACY = "accuracy";
    private static final double RIGHT = 1;
    private static final double WRONG = 0;

    /**
     * Why a group is dropped.
     *
     * @param detail for people
     */
    record Drop(GroupReason reason, String detail) {}

    private final boolean zeroVariance;
    private final String metric;
    private final @Nullable Double low;
    private final @Nullable Double high;

    private GroupFilter(FilterSettings settings) {
        this.zeroVariance = Boolean.TRUE.equals(settings.getZeroVariance());
        this.metric = settings.getMetric() == null ? ACCURACY : settings.getMetric();
        this.low = settings.getLow();
        this.high = settings.getHigh();
    }

    /** The filter that some settings ask for; empty if they are null or switch nothing on. */
    static Optional<GroupFilter> of(@Nullable FilterSettings settings) {
        if (settings == null) {
            return Optional.empty();
        }
        GroupFilter filter = new GroupFilter(settings);
        return filter.zeroVariance || filter.hasRange() ? Optional.of(filter) : Optional.empty();
    }

    /** Judges the scored members, of which there is at least one; empty: the group passes. */
    Optional<Drop> judge(ScoredMembers members) {
        if (hasRange() && (isNaN(low) || isNaN(high) || (low != null && high != null && low >= high))) {
            return error("the filter's range (" + low + ", " + high + ") is empty");
        }
        if (zeroVariance && constant(members.rewards())) {
            return Optional.of(
                    new Drop(solvedOrFailed(members, GroupReason.ZERO_VARIANCE), "every reward is the same"));
        }
        return hasRange() ? judgeRange(members) : Optional.empty();
    }

    private Optional<Drop> judgeRange(ScoredMembers members) {
        OptionalMetric values = members.metric(metric);
        if (!values.isPresent()) {
            return error("the filter needs metric '" + metric + "', which member " + values.lackingIndex()
                    + " does not have");
        }
        double mean = ScoreStatistics.of(1, values.values()).mean();
        if ((low == null || mean > low) && (high == null || mean < high)) {
            return Optional.empty();
        }
        return Optional.of(new Drop(
                solvedOrFailed(members, GroupReason.OUT_OF_RANGE),
                "mean " + metric + " " + mean + " is outside (" + low + ", " + high + ")"));
    }

    private static GroupReason solvedOrFailed(ScoredMembers members, GroupReason otherwise) {
        OptionalMetric accuracy = members.metric(ACCURACY);
        if (!accuracy.isPresent()) {
            return otherwise;
        }
        if (Arrays.stream(accuracy.values()).allMatch(value -> value >= RIGHT)) {
            return GroupReason.ALL_SOLVED;
        }
        return Arrays.stream(accuracy.values()).allMatch(value -> value <= WRONG) ? GroupReason.ALL_FAILED : otherwise;
    }

    private static boolean constant(double[] values) {
        return ScoreStatistics.of(1, values).zeroVariance();
    }

    private boolean hasRange() {
        return low != null || high != null;
    }

    private static boolean isNaN(@Nullable Double bound) {
        return bound != null && bound.isNaN();
    }

    private static Optional<Drop> error(String detail) {
        return Optional.of(new Drop(GroupReason.ESTIMATOR_ERROR, detail));
    }
}
