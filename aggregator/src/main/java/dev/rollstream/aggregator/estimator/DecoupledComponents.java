package dev.rollstream.aggregator.estimator;

import dev.rollstream.aggregator.estimator.EstimatorException.Problem;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code gdpo}: each reward component is normalised within the group on its own, then the weighted results are added,
 * {@code A_i = sum_k w_k (r_ik - m_k) / (s_k + epsilon)}. A component that is the same for all members contributes exactly 0.
 *
 * <p>With weights, exactly the named components count; without, all of them with weight 1. Components are added in the order of
 * their names, so the order of arrival decides no bit. Whitening over the batch, the method's last step, is the learner's: a
 * group cannot see its batch.
 *
 * <p>Source: GDPO, <a href="https://arxiv.org/abs/2601.05242">arXiv 2601.05242</a>.
 */
final class DecoupledComponents implements Formula {

    static final String NAME = "gdpo";

    private final int ddof;
    private final double epsilon;
    private final Map<String, Double> weights;

    /** @param weights weight by component; empty: every component of the group with weight 1 */
    DecoupledComponents(int ddof, double epsilon, Map<String, Double> weights) {
        this.ddof = ddof;
        this.epsilon = epsilon;
        this.weights = Collections.unmodifiableMap(new TreeMap<>(weights));
    }

    @Override
    public double[] advantages(GroupScores scores) {
        double[] advantages = new double[scores.size()];
        weightsFor(scores).forEach((name, weight) -> addComponent(advantages, component(scores, name), weight));
        return advantages;
    }

    @Override
    public boolean flat(GroupScores scores) {
        return weightsFor(scores).entrySet().stream()
                .allMatch(entry -> entry.getValue() == 0 || Spread.constant(component(scores, entry.getKey())));
    }

    @Override
    public void requireInputs(GroupScores scores) {
        weightsFor(scores).keySet().forEach(name -> component(scores, name));
    }

    private void addComponent(double[] advantages, double[] values, double weight) {
        if (weight == 0 || Spread.constant(values)) {
            return;
        }
        Spread spread = Spread.of(values);
        double scale = spread.std(ddof) + epsilon / spread.unit();
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] += weight * (spread.deviation(i) / scale);
        }
    }

    private Map<String, Double> weightsFor(GroupScores scores) {
        if (!weights.isEmpty()) {
            return weights;
        }
        if (scores.componentNames().isEmpty()) {
            throw new EstimatorException(Problem.MISSING_INPUT, "gdpo needs reward components, and the group has none");
        }
        Map<String, Double> equal = new TreeMap<>();
        scores.componentNames().forEach(name -> equal.put(name, 1.0));
        return equal;
    }

    private static double[] component(GroupScores scores, String name) {
        return scores.requireComponent(name, NAME);
    }
}
