package dev.rollstream.producer.task;

import dev.rollstream.avro.SamplingParameters;
import java.util.List;

/**
 * How members are sampled; complete, so that nothing is left to an engine's defaults.
 *
 * @param temperature softmax temperature; 0 is greedy
 * @param topP nucleus probability in (0, 1]; 1 is off
 * @param topK only the k most probable tokens; 0 is off
 * @param minP fraction of the most probable token's probability in [0, 1]; 0 is off
 * @param maxTokens most completion tokens
 * @param stop strings that end a generation
 * @param seed public seed that each group's sampling seed comes from. Workers see what comes of it, so it must not be the seed
 *     that the samples are made with
 */
public record SamplingSettings(
        double temperature, double topP, int topK, double minP, int maxTokens, List<String> stop, long seed) {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final int UNUSED_BITS = 11;

    /** Checks ranges. */
    public SamplingSettings {
        stop = List.copyOf(stop);
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
        require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
        require(topK >= 0, "top-k", topK, "0 (off) or more");
        require(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
        require(maxTokens > 0, "max-tokens", maxTokens, "1 or more");
    }

    /** Temperature 1 without truncation, at most 2,048 tokens: what on-policy training samples with. */
    public static SamplingSettings defaults() {
        return new SamplingSettings(1.0, 1.0, 0, 0.0, 2048, List.of(), 0);
    }

    /** The same with another seed. */
    public SamplingSettings withSeed(long newSeed) {
        return new SamplingSettings(temperature, topP, topK, minP, maxTokens, stop, newSeed);
    }

    /** The parameters of one group. */
    public SamplingParameters forGroup(long sequence) {
        return SamplingParameters.newBuilder()
                .setTemperature(temperature)
                .setTopP(topP)
                .setTopK(topK)
                .setMinP(minP)
                .setMaxTokens(maxTokens)
                .setSeed(groupSeed(sequence))
                .setStop(stop)
                .build();
    }

    /**
     * The group's sampling seed: SplitMix64's mixing function (Steele, Lea, Flood, "Fast splittable pseudorandom number
     * generators", OOPSLA 2014) of public seed and sequence, cut to 53 bits so that JSON carries it exactly.
     */
    private long groupSeed(long sequence) {
        long z = seed + (sequence + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> UNUSED_BITS;
    }

    private static void require(boolean holds, String name, Number value, String range) {
        if (!holds) {
            throw new IllegalArgumentException("sampling " + name + " is " + value + "; it must be " + range);
        }
    }
}
