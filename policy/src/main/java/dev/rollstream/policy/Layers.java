package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import java.util.Map;

/**
 * Layers by the names of their parameters. A result belongs to the manager of the left operand, which is always the activation:
 * so everything that a pass makes goes when its manager closes, and parameters gather nothing.
 *
 * <p>No layer mixes rows of a batch: a row's result is the same whatever else is in the batch.
 */
final class Layers {
    private static final float EPSILON = 1e-5f;

    private final Map<String, NDArray> parameters;

    Layers(Map<String, NDArray> parameters) {
        this.parameters = parameters;
    }

    NDArray parameter(String name) {
        return named(parameters, name);
    }

    /** One of some arrays that are known by name. */
    static NDArray named(Map<String, NDArray> arrays, String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("the model has no parameter '" + name + "'");
        }
        return array;
    }

    /** 3 x 3 with a margin of one, and ReLU. */
    NDArray convolution(String name, NDArray input, int stride) {
        NDArray output = Conv2d.conv2d(
                        input, parameter(name), parameter(name + ".bias"), new Shape(stride, stride), new Shape(1, 1))
                .singletonOrThrow();
        return Activation.relu(output);
    }

    NDArray dense(String name, NDArray input) {
        return Linear.linear(input, parameter(name), parameter(name + ".bias")).singletonOrThrow();
    }

    /** Without a constant: for bags, each of whose entries has a vector of its own. */
    NDArray product(String name, NDArray input) {
        return Linear.linear(input, parameter(name)).singletonOrThrow();
    }

    NDArray norm(String name, NDArray input) {
        Shape width = new Shape(input.getShape().get(input.getShape().dimension() - 1));
        return LayerNorm.layerNorm(input, width, parameter(name), parameter(name + ".bias"), EPSILON)
                .singletonOrThrow();
    }

    /**
     * One layer of gated recurrent units.
     *
     * @param input rows x steps x features
     * @param state 1 x rows x hidden
     * @return outputs, rows x steps x hidden, and the last state, 1 x rows x hidden
     */
    NDList recurrent(String name, NDArray input, NDArray state) {
        NDList weights = new NDList(
                parameter(name + ".input"),
                parameter(name + ".state"),
                parameter(name + ".input.bias"),
                parameter(name + ".state.bias"));
        return input.getNDArrayInternal().gru(input, state, weights, true, 1, 0, false, false, true);
    }
}
