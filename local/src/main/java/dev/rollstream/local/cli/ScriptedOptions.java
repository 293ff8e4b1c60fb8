package dev.rollstream.local.cli;

import dev.rollstream.producer.worker.scripted.ScriptedSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the scripted engine's completions are like. */
final class ScriptedOptions {
    private static final int VOCABULARY = 32_000;

    @Option(
            names = "--scripted-accuracy",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of right answers, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double accuracy;

    @Option(
            names = "--scripted-format",
            paramLabel = "SHARE",
            defaultValue = "0.9",
            description = "Share in the format asked for (default: ${DEFAULT-VALUE}).")
    private double format;

    @Option(
            names = "--scripted-truncated",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description = "Share cut off at the token limit (default: ${DEFAULT-VALUE}).")
    private double truncated;

    @Option(
            names = "--scripted-failed",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share that fails (default: ${DEFAULT-VALUE}).")
    private double failed;

    @Option(
            names = "--scripted-tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "Tokens of the median completion (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--scripted-tokens-spread",
            paramLabel = "X",
            defaultValue = "0.4",
            description = "Standard deviation of the length's logarithm (default: ${DEFAULT-VALUE}).")
    private double tokensSpread;

    @Option(
            names = "--scripted-latency",
            paramLabel = "TIME",
            defaultValue = "0ms",
            description = "Time of the median completion (default: ${DEFAULT-VALUE}).")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--scripted-latency-spread",
            paramLabel = "X",
            defaultValue = "0.5",
            description = "Standard deviation of the time's logarithm (default: ${DEFAULT-VALUE}).")
    private double latencySpread;

    @Option(
            names = "--scripted-seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides every completion together with group and index (default: ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    ScriptedSettings settings() {
        return new ScriptedSettings(
                seed,
                new ScriptedSettings.Rates(accuracy, format, truncated, failed),
                new ScriptedSettings.Tokens(tokens, tokensSpread, VOCABULARY),
                new ScriptedSettings.Latency(latency, latencySpread));
    }
}
