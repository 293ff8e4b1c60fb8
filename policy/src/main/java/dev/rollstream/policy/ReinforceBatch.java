package dev.rollstream.policy;

import java.util.List;

/**
 * Sampled sequences with their advantages.
 *
 * @param prompts that rows refer to
 * @param rows sampled
 * @param advantages one for each row
 * @param oldLogProbs of each row's tokens under the policy that ratios are taken against, after temperature: the one that sampled,
 *     or the learning one as it was when the batch began
 * @param tokenWeights that multiply the loss (not the penalty) of each row's tokens, such as truncated importance weights; empty:
 *     all are 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ReinforceBatch(
        List<PromptFeatures> prompts,
        Rows rows,
        double[] advantages,
        List<float[]> oldLogProbs,
        List<float[]> tokenWeights) {
    /** Checks that everything is there for every token. */
    public ReinforceBatch {
        prompts = List.copyOf(prompts);
        oldLogProbs = List.copyOf(oldLogProbs);
        tokenWeights = List.copyOf(tokenWeights);
        int count = rows.sequences().size();
        if (advantages.length != count) {
            throw new IllegalArgumentException(count + " sequences with " + advantages.length + " advantages");
        }
        requireOneEach(rows, oldLogProbs, "log-probabilities");
        if (!tokenWeights.isEmpty()) {
            requireOneEach(rows, tokenWeights, "weights");
        }
    }

    /** Without weights. */
    public ReinforceBatch(List<PromptFeatures> prompts, Rows rows, double[] advantages, List<float[]> oldLogProbs) {
        this(prompts, rows, advantages, oldLogProbs, List.of());
    }

    private static void requireOneEach(Rows rows, List<float[]> values, String what) {
        List<int[]> sequences = rows.sequences();
        if (values.size() != sequences.size()) {
            throw new IllegalArgumentException(
                    sequences.size() + " sequences with " + values.size() + " rows of " + what);
        }
        for (int row = 0; row < sequences.size(); row++) {
            if (values.get(row).length != sequences.get(row).length) {
                throw new IllegalArgumentException("row " + row + " has " + sequences.get(row).length + " tokens and "
                        + values.get(row).length + " " + what);
            }
        }
    }
}
