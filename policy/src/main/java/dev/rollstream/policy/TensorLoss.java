package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;

/** {@link PolicyLoss} on arrays of N rows x T steps, with gradients. Rows are sequences; a mask has ones where they have tokens. */
final class TensorLoss {
    private static final double NO_TOKENS = 1e-8;

    private TensorLoss() {}

    /**
     * What a loss needs, all N x T but for the advantages.
     *
     * @param advantages N x 1
     */
    record Inputs(NDArray logProbs, NDArray oldLogProbs, NDArray advantages, NDArray mask) {}

    /** N x T, zero where the mask is. */
    static NDArray perToken(LossSettings settings, Inputs inputs) {
        NDArray difference = difference(settings.kind(), inputs);
        NDArray ratio = difference
                .clip(-PolicyLoss.MAX_LOG_RATIO, PolicyLoss.MAX_LOG_RATIO)
                .exp();
        NDArray clipped = difference.clip(settings.lowest(), settings.highest()).exp();
        NDArray cost = inputs.mask.mul(inputs.advantages.neg());
        if (settings.kind() == LossKind.CISPO) {
            return cost.mul(clipped.stopGradient()).mul(inputs.logProbs);
        }
        NDArray higher = cost.mul(ratio).maximum(cost.mul(clipped));
        // Where the advantage is negative the cost is positive, and bounded; elsewhere the bound is out of reach.
        NDArray bad = cost.gt(0).toType(higher.getDataType(), false);
        NDArray bounded = higher.minimum(Scalars.product(cost, settings.clipDual()));
        return higher.mul(bad.neg().add(1)).add(bounded.mul(bad));
    }

    private static NDArray difference(LossKind kind, Inputs inputs) {
        NDArray difference = inputs.logProbs.sub(inputs.oldLogProbs).mul(inputs.mask);
        if (!kind.wholeSequence()) {
            return difference;
        }
        int[] steps = {1};
        NDArray mean = difference
                .sum(steps, true)
                .div(inputs.mask.sum(steps, true).add(NO_TOKENS))
                .broadcast(difference.getShape());
        return kind == LossKind.GSPO
                ? mean
                : mean.stopGradient().add(inputs.logProbs).sub(inputs.logProbs.stopGradient());
    }

    /** N x T, zero where the mask is. */
    static NDArray k3(NDArray logProbs, NDArray referenceLogProbs, NDArray mask) {
        NDArray k = referenceLogProbs.sub(logProbs).clip(-PolicyLoss.MAX_LOG_RATIO, PolicyLoss.MAX_LOG_RATIO);
        return k.exp().sub(k).sub(1).clip(-PolicyLoss.MAX_K3, PolicyLoss.MAX_K3).mul(mask);
    }

    /**
     * KL(reference || policy) over the whole vocabulary at each step, N x T, zero where the mask is.
     *
     * @param logs N x T x vocabulary, log-probabilities under the policy
     * @param referenceLogs likewise, under the reference
     */
    static NDArray forwardKl(NDArray logs, NDArray referenceLogs, NDArray mask) {
        return referenceLogs
                .exp()
                .mul(referenceLogs.sub(logs))
                .sum(new int[] {2})
                .mul(mask);
    }
}
