package dev.rollstream.aggregator.estimator;

/**
 * The advantage of a group's only scored member, for which no group-relative baseline exists.
 *
 * <p>Frameworks disagree (0, the raw reward, NaN, an assertion error), so the rule is explicit, the same for all estimators,
 * and recorded.
 */
public enum SingletonRule {
    /** The advantage is exactly 0: the member gives no gradient. The default. */
    ZERO,
    /** The advantage is the reward itself, as in frameworks that fall back to mean 0 and deviation 1. */
    REWARD
}
