package dev.rollstream.policy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of learning: gradients of a sum of losses, and what the optimiser makes of them. Gradients are taken with respect to
 * copies of the weights that go at the end of the step, so that the weights themselves never carry any.
 *
 * <p>DJL knows one collector of gradients in a process at a time; steps of several learners wait for each other.
 */
final class GradientStep {
    private static final Object ONE_COLLECTOR = new Object();

    /** A loss, or a part of one: a single number. Everything it makes belongs to {@code manager}. */
    interface Objective {
        NDArray loss(NDManager manager, Network network);
    }

    /**
     * What came of it.
     *
     * @param loss sum of all objectives
     * @param norm of the gradient before it was bounded
     */
    record Result(double loss, double norm) {}

    private GradientStep() {}

    /** Learns from the sum of {@code objectives}, one after the other, so that only one is in memory. */
    static Result take(Weights weights, AdamW optimiser, AdamWSettings settings, List<Objective> objectives) {
        synchronized (ONE_COLLECTOR) {
            try (NDManager step = weights.manager().newSubManager();
                    GradientCollector collector =
                            Engine.getEngine(NativeEngine.NAME).newGradientCollector()) {
                Map<String, NDArray> leaves = new LinkedHashMap<>();
                Map<String, NDArray> all = new LinkedHashMap<>(weights.arrays());
                weights.arrays().forEach((name, array) -> {
                    if (settings.rate(name) > 0) {
                        NDArray leaf = array.duplicate();
                        leaf.attach(step);
                        leaf.setRequiresGradient(true);
                        leaves.put(name, leaf);
                    }
                });
                all.putAll(leaves);
                Network network = new Network(weights.size(), all);
                double loss = 0;
                for (Objective objective : objectives) {
                    try (NDManager part = step.newSubManager()) {
                        NDArray value = objective.loss(part, network);
                        collector.backward(value);
                        loss += value.getFloat();
                    }
                }
                leaves.replaceAll((name, leaf) -> leaf.getGradient());
                return new Result(loss, optimiser.step(leaves, settings));
            }
        }
    }
}
