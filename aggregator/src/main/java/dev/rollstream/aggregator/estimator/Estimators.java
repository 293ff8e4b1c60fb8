package dev.rollstream.aggregator.estimator;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Every estimator by name, with its parameters and their defaults.
 *
 * <table>
 * <caption>Estimators; n members, mean m, standard deviation s, the others of i written -i</caption>
 * <tr><th>name</th><th>advantage of member i</th><th>parameters (default first)</th></tr>
 * <tr><td>grpo</td><td>(r_i - m) / (s + epsilon)</td><td>ddof 1, 0; epsilon 1e-6</td></tr>
 * <tr><td>grpo-population-std</td><td>(r_i - m) / (s + epsilon)</td><td>ddof 0; epsilon 1e-6</td></tr>
 * <tr><td>dr-grpo</td><td>r_i - m</td><td></td></tr>
 * <tr><td>rloo</td><td>r_i - m_-i</td><td></td></tr>
 * <tr><td>loo-std</td><td>(r_i - m_-i) / (s_-i + epsilon), r_i - m_-i if s_-i = 0; with scale std
 * (r_i - m_-i) / (s + epsilon)</td><td>scale loo-std, std; ddof 1, 0; epsilon 1e-6 (1e-4 with std)</td></tr>
 * <tr><td>grpo-passk</td><td>best: (r_(1) - r_(2)) / (s + epsilon), others 0</td><td>ddof 1, 0; epsilon 1e-6</td></tr>
 * <tr><td>maxrl</td><td>(r_i - m) / (m + epsilon), 0 if m &lt;= 0</td><td>epsilon 0</td></tr>
 * <tr><td>opo</td><td>r_i - sum(L_j r_j) / sum(L_j)</td><td></td></tr>
 * <tr><td>gdpo</td><td>sum over components k of w_k (r_ik - m_k) / (s_k + epsilon)</td>
 * <td>ddof 1, 0; epsilon 1e-6; weight.NAME</td></tr>
 * </table>
 *
 * <p>All take {@code singleton} (zero, reward). The name {@code loo-std} has two readings in use: mean and deviation both
 * leave-one-out (NeMo-RL), which is the default here, or the leave-one-out mean over the group's deviation (PipelineRL), by scale
 * std.
 */
public final class Estimators {

    private static final double EPSILON = 1e-6;
    private static final double LOO_GROUP_EPSILON = 1e-4;
    private static final String GROUP_STD = "std";
    private static final String LOO_STD = "loo-std";

    private static final Map<String, Function<ParameterReader, Formula>> FORMULAS = new TreeMap<>(Map.of(
            "grpo",
            Estimators::grpo,
            "grpo-population-std",
            Estimators::populationGrpo,
            "dr-grpo",
            Estimators::drGrpo,
            "rloo",
            Estimators::rloo,
            "loo-std",
            Estimators::looStd,
            "grpo-passk",
            Estimators::passK,
            "maxrl",
            Estimators::maxRl,
            LengthWeighted.NAME,
            Estimators::opo,
            "gdpo",
            Estimators::gdpo));

    private Estimators() {}

    /** {@return the names of all estimators, sorted} */
    public static Set<String> names() {
        return Collections.unmodifiableSet(FORMULAS.keySet());
    }

    /**
     * Builds an estimator with its default parameters.
     *
     * @param name one of {@link #names()}
     * @return the estimator
     * @throws EstimatorException {@link Problem#UNKNOWN_ESTIMATOR}
     */
    public static Estimator create(String name) {
        return create(name, Map.of());
    }

    /**
     * Builds an estimator.
     *
     * @param name one of {@link #names()}
     * @param parameters values by parameter name; those not given have their defaults
     * @return the estimator
     * @throws EstimatorException {@link Problem#UNKNOWN_ESTIMATOR} or {@link Problem#INVALID_PARAMETER}, with what is allowed
     */
    public static Estimator create(String name, Map<String, String> parameters) {
        Function<ParameterReader, Formula> factory = FORMULAS.get(name);
        if (factory == null) {
            throw new EstimatorException(
                    Problem.UNKNOWN_ESTIMATOR, "no estimator '" + name + "'; there are " + FORMULAS.keySet());
        }
        ParameterReader reader = new ParameterReader(name, parameters);
        Formula formula = factory.apply(reader);
        SingletonRule singleton = reader.singleton();
        return new Estimator(name, formula, singleton, reader.finish());
    }

    private static Formula grpo(ParameterReader parameters) {
        shape(parameters, "mean", GROUP_STD);
        return GroupRelative.scaled(parameters.ddof(1), parameters.epsilon(EPSILON));
    }

    private static Formula populationGrpo(ParameterReader parameters) {
        shape(parameters, "mean", GROUP_STD);
        parameters.fixed("ddof", "0");
        return GroupRelative.scaled(0, parameters.epsilon(EPSILON));
    }

    private static Formula drGrpo(ParameterReader parameters) {
        shape(parameters, "mean", "none");
        return GroupRelative.centred();
    }

    private static Formula rloo(ParameterReader parameters) {
        shape(parameters, "loo", "none");
        return LeaveOneOut.unscaled();
    }

    private static Formula looStd(ParameterReader parameters) {
        parameters.fixed("baseline", "loo");
        boolean byGroup =
                parameters.choice("scale", List.of(LOO_STD, GROUP_STD)).equals(GROUP_STD);
        int ddof = parameters.ddof(1);
        double epsilon = parameters.epsilon(byGroup ? LOO_GROUP_EPSILON : EPSILON);
        return byGroup ? LeaveOneOut.scaledByGroup(ddof, epsilon) : LeaveOneOut.scaledByOthers(ddof, epsilon);
    }

    private static Formula passK(ParameterReader parameters) {
        shape(parameters, "second-best", GROUP_STD);
        return BestOnly.of(parameters.ddof(1), parameters.epsilon(EPSILON));
    }

    private static Formula maxRl(ParameterReader parameters) {
        shape(parameters, "mean", "mean");
        return MaxRl.of(parameters.epsilon(0));
    }

    private static Formula opo(ParameterReader parameters) {
        shape(parameters, "length-weighted", "none");
        return new LengthWeighted();
    }

    private static Formula gdpo(ParameterReader parameters) {
        shape(parameters, "mean", GROUP_STD);
        return new DecoupledComponents(parameters.ddof(1), parameters.epsilon(EPSILON), parameters.weights());
    }

    private static void shape(ParameterReader parameters, String baseline, String scale) {
        parameters.fixed("baseline", baseline);
        parameters.fixed("scale", scale);
    }
}
