package dev.rollstream.local.cli;

import dev.rollstream.producer.task.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How members are sampled; every task carries all of it, so that nothing is left to an engine's defaults. */
final class SamplingOptions {
    @Option(
            names = "--temperature",
            paramLabel = "X",
            defaultValue = "1",
            description = "Softmax temperature; 0 is greedy (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            defaultValue = "1",
            description = "Nucleus; 1 is off (default: ${DEFAULT-VALUE}).")
    private double topP;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only the k most probable tokens; 0 is off (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--min-p",
            paramLabel = "X",
            defaultValue = "0",
            description = "Only tokens at least this fraction of the best; 0 is off (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Most completion tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(names = "--stop", paramLabel = "TEXT", description = "A string that ends a generation; may be repeated.")
    private List<String> stop = new ArrayList<>();

    @Option(
            names = "--sampling-seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Public seed of the groups' sampling seeds (default: ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    SamplingSettings settings() {
        return new SamplingSettings(temperature, topP, topK, minP, maxTokens, stop, seed);
    }
}
