package dev.rollstream.policy;

import java.util.List;

/**
 * Sampled sequences with their advantages.
 *
 * @param prompts that rows refer to
 * @param rows sampled
 * @param advantages one for each row
 * @param oldLogProbs of each row's tokens under the policy that sampled, after temperature
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ReinforceBatch(List<PromptFeatures> prompts, Rows rows, double[] advantages, List<float[]> oldLogProbs) {
    /** Checks that everything is there for every token. */
    public ReinforceBatch {
        prompts = List.copyOf(prompts);
        oldLogProbs = List.copyOf(oldLogProbs);
        int count = rows.sequences().size();
        if (advantages.length != count || oldLogProbs.size() != count) {
            throw new IllegalArgumentException(count + " sequences with " + advantages.length + " advantages and "
                    + oldLogProbs.size() + " rows of log-probabilities");
        }
        for (int row = 0; row < count; row++) {
            if (oldLogProbs.get(row).length != rows.sequences().get(row).length) {
                throw new IllegalArgumentException("row " + row + " has "
                        + rows.sequences().get(row).length + " tokens and " + oldLogProbs.get(row).length
                        + " log-probabilities");
            }
        }
    }
}
