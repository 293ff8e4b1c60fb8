package dev.rollstream.benchmark;

import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.aggregator.estimator.Estimators;
import dev.rollstream.aggregator.estimator.GroupScores;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Advantages of one group, without rounding errors that depend on the order. Beside it the same formula in its plainest form. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EstimatorBenchmark {
    private static final double EPSILON = 1e-6;
    private static final double TOLERANCE = 1e-9;

    /** The estimator. */
    @Param({"grpo", "grpo-population-std", "dr-grpo", "rloo", "maxrl"})
    public String estimator = "grpo";

    /** Members of the group. */
    @Param({"8", "64"})
    public int size = 8;

    private double[] rewards = {};
    private GroupScores scores = GroupScores.of(0, 1);
    private Estimator made = Estimators.create("grpo");

    /** Makes the rewards, and checks that both ways give the same. */
    @Setup
    public void make() {
        made = Estimators.create(estimator);
        Random random = new Random(1);
        rewards = DoubleStream.generate(() -> 0.1 + 0.9 * random.nextInt(2))
                .limit(size)
                .toArray();
        scores = GroupScores.of(rewards);
        double[] advantages = made.advantages(scores);
        double[] plain = plain();
        for (int i = 0; i < size; i++) {
            if (Math.abs(advantages[i] - plain[i]) > TOLERANCE) {
                throw new IllegalStateException(estimator + " gives " + Arrays.toString(advantages) + ", its formula "
                        + Arrays.toString(plain));
            }
        }
    }

    private double[] plain() {
        double mean = 0;
        for (double reward : rewards) {
            mean += reward / size;
        }
        double squares = 0;
        for (double reward : rewards) {
            squares += (reward - mean) * (reward - mean);
        }
        double[] advantages = new double[size];
        for (int i = 0; i < size; i++) {
            double centred = rewards[i] - mean;
            advantages[i] = switch (estimator) {
                case "grpo" -> centred / (Math.sqrt(squares / (size - 1)) + EPSILON);
                case "grpo-population-std" -> centred / (Math.sqrt(squares / size) + EPSILON);
                case "rloo" -> centred * size / (size - 1);
                case "maxrl" -> centred / mean;
                default -> centred;
            };
        }
        return advantages;
    }

    /** The estimator. */
    @Benchmark
    public double[] value() {
        return made.advantages(scores);
    }

    /** The floor. */
    @Benchmark
    public double[] limit() {
        return plain();
    }
}
