package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;

/**
 * Products and quotients by a number that may be differentiated.
 *
 * <p>DJL's own {@code mul(Number)} and {@code div(Number)} must not be: they close the array that holds the number at once, its memory
 * belongs to a Java buffer that is then garbage, and the gradient is worked out later with whatever lies there by then: seldom wrong,
 * hard to see. Here the number lives as long as the manager of the array.
 */
final class Scalars {
    private Scalars() {}

    static NDArray product(NDArray array, double factor) {
        return array.mul(array.getManager().create((float) factor));
    }

    static NDArray quotient(NDArray array, double divisor) {
        return array.div(array.getManager().create((float) divisor));
    }
}
