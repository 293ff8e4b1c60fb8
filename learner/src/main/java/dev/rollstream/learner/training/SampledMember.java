package dev.rollstream.learner.training;

import dev.rollstream.policy.Vocabulary;

/**
 * One completion of a group, as its sampling policy wrote it.
 *
 * @param tokens at least one, each of the {@link Vocabulary}; not copied, not to be changed
 * @param logProbs natural logarithm of each token's probability under the policy that sampled it, after temperature
 * @param advantage of the member within its group
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SampledMember(int[] tokens, float[] logProbs, double advantage) {
    /**
     * Checks what would spoil a step of learning.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public SampledMember {
        if (tokens.length == 0 || tokens.length != logProbs.length) {
            throw new IllegalArgumentException(tokens.length + " tokens with " + logProbs.length
                    + " log-probabilities; needed are as many, at least one");
        }
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= Vocabulary.size()) {
                throw new IllegalArgumentException(
                        "token " + i + " is " + tokens[i] + "; this policy has 0 to " + (Vocabulary.size() - 1));
            }
            if (!(logProbs[i] <= 0) || Float.isInfinite(logProbs[i])) {
                throw new IllegalArgumentException("the log-probability of token " + i + " is " + logProbs[i]
                        + "; needed is a finite one, at most 0");
            }
        }
        if (!Double.isFinite(advantage)) {
            throw new IllegalArgumentException("the advantage is " + advantage + "; needed is a finite number");
        }
    }
}
