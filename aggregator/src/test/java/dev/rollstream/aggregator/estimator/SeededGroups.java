package dev.rollstream.aggregator.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Groups of rewards drawn from a seed: the shapes that verifiers produce, and the ones that break careless arithmetic. */
final class SeededGroups {

    private static final double[] LEVELS = {0.0, 0.1, 0.9, 1.0};

    private SeededGroups() {}

    /** {@return {@code count} groups of 2 to 40 members, no two alike in kind for long} */
    static List<double[]> draw(long seed, int count) {
        Random random = new Random(seed);
        List<double[]> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] rewards = new double[2 + random.nextInt(i % 10 == 0 ? 39 : 8)];
            for (int j = 0; j < rewards.length; j++) {
                rewards[j] = reward(random, i % 6);
            }
            groups.add(rewards);
        }
        return groups;
    }

    private static double reward(Random random, int kind) {
        return switch (kind) {
            case 0 -> LEVELS[random.nextInt(LEVELS.length)];
            case 1 -> random.nextDouble();
            case 2 -> 1e8 + random.nextDouble();
            case 3 -> 0.7 + (random.nextInt(5) == 0 ? 1e-13 * random.nextInt(9) : 0);
            case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(12));
            default -> random.nextInt(7) == 0 ? random.nextDouble() : 0.7;
        };
    }
}
