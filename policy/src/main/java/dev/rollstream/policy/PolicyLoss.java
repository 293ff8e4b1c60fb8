package dev.rollstream.policy;

import java.util.Arrays;

/**
 * The policy loss of one sequence in plain numbers: what {@link TensorLoss} must agree with, and easy to check by hand.
 *
 * <p>With d = log p - log p_old, for whole-sequence kinds replaced by its mean over the sequence, ratio r = exp(clamp(d, -20, 20))
 * and clipped ratio c = exp(clamp(d, ln(1 - low), ln(1 + high))), the loss of a token with advantage A is
 *
 * <ul>
 *   <li>default and gspo: h = max(-A r, -A c), and for A &lt; 0 at most -A dual;
 *   <li>cispo: -A c log p, c as a constant.
 * </ul>
 *
 * <p>The penalty for leaving a reference policy is k3 = clamp(e^k - k - 1, -10, 10), k = clamp(log p_ref - log p, -20, 20): its mean
 * over samples is the divergence KL(p || p_ref), it is never negative and varies little.
 *
 * <p>Sources: PPO https://arxiv.org/abs/1707.06347, dual clip https://arxiv.org/abs/1912.09729, GSPO
 * https://arxiv.org/abs/2507.18071, CISPO https://arxiv.org/abs/2506.13585, k3 http://joschu.net/blog/kl-approx.html
 */
public final class PolicyLoss {
    /** Bound of the logarithm of a ratio. */
    static final double MAX_LOG_RATIO = 20;

    /** Bound of the penalty. */
    static final double MAX_K3 = 10;

    private static final double NO_TOKENS = 1e-8;

    private PolicyLoss() {}

    /**
     * The loss of each token of a sequence.
     *
     * @param logProbs under the policy that learns
     * @param oldLogProbs under the policy that sampled
     */
    public static double[] perToken(LossSettings settings, double[] logProbs, double[] oldLogProbs, double advantage) {
        double[] difference = differences(settings, logProbs, oldLogProbs);
        double[] losses = new double[logProbs.length];
        for (int i = 0; i < losses.length; i++) {
            double clipped = clippedRatio(settings, difference[i]);
            if (settings.kind() == LossKind.CISPO) {
                losses[i] = -advantage * logProbs[i] * clipped;
            } else {
                double higher = Math.max(-advantage * ratio(difference[i]), -advantage * clipped);
                losses[i] = advantage < 0 ? Math.min(higher, -advantage * settings.clipDual()) : higher;
            }
        }
        return losses;
    }

    /** log p - log p_old of each token, or of the whole sequence where the kind asks for it. */
    static double[] differences(LossSettings settings, double[] logProbs, double[] oldLogProbs) {
        if (logProbs.length != oldLogProbs.length) {
            throw new IllegalArgumentException(
                    logProbs.length + " log-probabilities, but " + oldLogProbs.length + " old ones");
        }
        double[] differences = new double[logProbs.length];
        Arrays.setAll(differences, i -> logProbs[i] - oldLogProbs[i]);
        if (settings.kind().wholeSequence()) {
            double mean = mean(differences);
            Arrays.fill(differences, mean);
        }
        return differences;
    }

    static double ratio(double difference) {
        return Math.exp(clamp(difference, -MAX_LOG_RATIO, MAX_LOG_RATIO));
    }

    static double clippedRatio(LossSettings settings, double difference) {
        return Math.exp(clamp(difference, settings.lowest(), settings.highest()));
    }

    /** The penalty for one token. */
    public static double k3(double logProb, double referenceLogProb) {
        double k = clamp(referenceLogProb - logProb, -MAX_LOG_RATIO, MAX_LOG_RATIO);
        return clamp(Math.exp(k) - k - 1, -MAX_K3, MAX_K3);
    }

    /** sum / (count + 1e-8), the mean that the reference takes; 0 for nothing. */
    public static double mean(double[] values) {
        return Arrays.stream(values).sum() / (values.length + NO_TOKENS);
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
