package dev.rollstream.policy;

/**
 * What a step of learning did. Means are over all tokens of the step.
 *
 * @param loss mean, penalty included
 * @param gradientNorm before it was bounded; not finite when the step changed nothing
 * @param tokens learned from
 * @param entropy mean of the policy's, in nats
 * @param policyKl mean of log p_old - log p: how far the policy went from the one that sampled
 * @param referenceKl mean penalty before its coefficient
 * @param maxRatio greatest ratio p / p_old
 * @param clippedShare share of tokens whose clipped ratio differs from their ratio
 */
public record StepReport(
        double loss,
        double gradientNorm,
        long tokens,
        double entropy,
        double policyKl,
        double referenceKl,
        double maxRatio,
        double clippedShare) {
    /** Whether the gradient was finite, and the weights changed. */
    public boolean applied() {
        return Double.isFinite(gradientNorm);
    }
}
