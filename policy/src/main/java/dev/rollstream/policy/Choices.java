package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Log-probabilities along given sequences.
 *
 * @param logs N x T x V, of every token at every step
 * @param logProbs N x T, of the tokens that were chosen; where the mask is 0 they mean nothing
 * @param mask N x T, ones where a sequence has a token
 */
record Choices(NDArray logs, NDArray logProbs, NDArray mask) {
    static Choices of(NDManager manager, NDArray logits, Rows rows) {
        int steps = rows.steps();
        int count = rows.sequences().size();
        long[] chosen = new long[count * steps];
        for (int row = 0; row < count; row++) {
            int[] sequence = rows.sequences().get(row);
            for (int step = 0; step < sequence.length; step++) {
                chosen[row * steps + step] = sequence[step];
            }
        }
        NDArray logs = logits.logSoftmax(2);
        NDArray index = manager.create(chosen, new Shape(count, steps, 1));
        NDArray mask = manager.create(TokenBatch.mask(rows.sequences(), steps), new Shape(count, steps));
        return new Choices(logs, logs.gather(index, 2).squeeze(2), mask);
    }
}
