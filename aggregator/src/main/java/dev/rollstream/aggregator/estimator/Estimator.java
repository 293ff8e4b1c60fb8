package dev.rollstream.aggregator.estimator;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A named advantage estimator with all its parameters: scores of one group in, one advantage a member out.
 *
 * <p>What holds for every formula is decided here, once: a single member follows the {@link SingletonRule}; scores that are all
 * equal give exactly 0 (by comparison of the largest with the smallest, never by a computed deviation); no result is -0.0; a
 * result beyond the range of a double is an error. Pure, immutable, thread-safe, and deterministic to the bit.
 */
public final class Estimator {

    /** The version written beside the name; it changes when any estimator changes any bit of its results. */
    public static final int VERSION = 1;

    private final String name;
    private final Formula formula;
    private final SingletonRule singleton;
    private final Map<String, String> parameters;

    Estimator(String name, Formula formula, SingletonRule singleton, Map<String, String> parameters) {
        this.name = name;
        this.formula = formula;
        this.singleton = singleton;
        this.parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** {@return the name, one of {@link Estimators#names()}} */
    public String name() {
        return name;
    }

    /**
     * The parameters in force, defaults included, sorted by name: always {@code baseline}, {@code scale} and {@code singleton}; {@code
     * ddof} and {@code epsilon} where the formula has them; {@code weight.NAME} for each weighted component.
     *
     * @return parameters that {@link Estimators#create} accepts again
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * Computes the advantages of one group.
     *
     * @param scores the scored members; may be empty
     * @return one finite advantage a member, in member order, never -0.0
     * @throws EstimatorException {@link Problem#MISSING_INPUT}, {@link Problem#INVALID_SCORES} or {@link Problem#OVERFLOW}
     */
    public double[] advantages(GroupScores scores) {
        formula.requireInputs(scores);
        if (scores.size() == 1 && singleton == SingletonRule.REWARD) {
            return positiveZeros(scores.rewards().clone());
        }
        if (scores.size() < 2 || formula.flat(scores)) {
            return new double[scores.size()];
        }
        return positiveZeros(formula.advantages(scores));
    }

    /**
     * Whether the group has no spread in what this estimator compares: the rewards, or for {@code gdpo} every weighted
     * component.
     *
     * @param scores the scored members; none or one have no spread
     * @return true if so, by exact comparison
     * @throws EstimatorException {@link Problem#MISSING_INPUT}
     */
    public boolean zeroVariance(GroupScores scores) {
        formula.requireInputs(scores);
        return scores.size() < 2 || formula.flat(scores);
    }

    private double[] positiveZeros(double[] advantages) {
        for (int i = 0; i < advantages.length; i++) {
            if (!Double.isFinite(advantages[i])) {
                throw new EstimatorException(
                        Problem.OVERFLOW,
                        name + ": the advantage of member " + i + " leaves the range of a double; rescale the rewards");
            }
            advantages[i] += 0.0;
        }
        return advantages;
    }

    @Override
    public String toString() {
        return name + parameters;
    }
}
