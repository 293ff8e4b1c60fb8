package dev.rollstream.local.cli;

import dev.rollstream.avro.Purpose;
import dev.rollstream.producer.task.GroupSettings;
import dev.rollstream.producer.task.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How members are sampled; every task carries all of it, so that nothing is left to an engine's defaults. */
final class SamplingOptions {
    @Option(
            names = "--temperature",
            paramLabel = "X",
            description = "Softmax temperature; 0 is greedy (default: 1; 0 to evaluate with one completion).")
    private @Nullable Double temperature;

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
     * @param group what the completions are for
     * @throws IllegalArgumentException if a number is out of range, or all completions of a prompt would be the same
     */
    SamplingSettings settings(GroupSettings group) {
        boolean evaluation = group.target().purpose() == Purpose.EVAL;
        double chosen = temperature != null ? temperature : evaluation && group.size() == 1 ? 0 : 1;
        if (evaluation && chosen == 0 && group.size() > 1) {
            throw new IllegalArgumentException("--temperature 0 gives " + group.size()
                    + " times the same completion; sample with a higher one, or take --group-size 1");
        }
        return new SamplingSettings(chosen, topP, topK, minP, maxTokens, stop, seed);
    }
}
