package dev.rollstream.local.load;

import java.util.Arrays;
import java.util.Set;

/** Three estimators as one would write them on a blackboard. */
final class ReferenceAdvantages {
    private static final Set<String> KNOWN = Set.of("grpo", "dr-grpo", "rloo");
    private static final double EPSILON = 1e-6;

    private ReferenceAdvantages() {}

    static boolean knows(String estimator) {
        return KNOWN.contains(estimator);
    }

    static double[] of(String estimator, double[] rewards) {
        int n = rewards.length;
        double sum = Arrays.stream(rewards).sum();
        double mean = sum / n;
        if (n == 1 || Arrays.stream(rewards).distinct().count() == 1) {
            return new double[n];
        }
        double std = Math.sqrt(
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum() / (n - 1));
        return Arrays.stream(rewards)
                .map(r -> switch (estimator) {
                    case "grpo" -> (r - mean) / (std + EPSILON);
                    case "dr-grpo" -> r - mean;
                    case "rloo" -> r - (sum - r) / (n - 1);
                    default -> throw new IllegalArgumentException(estimator);
                })
                .toArray();
    }
}
