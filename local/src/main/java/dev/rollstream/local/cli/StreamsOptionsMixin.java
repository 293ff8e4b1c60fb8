package dev.rollstream.local.cli;

import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a Kafka Streams stage runs in this process. */
final class StreamsOptionsMixin {
    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Folder of the local stores, one for each process; what is lost there is read from the cluster "
                            + "again (default: a folder named after prefix and stage in ~/.local/state/rollstream).")
    private @Nullable Path stateDirectory;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Stream threads; more than the partitions are idle (default: the processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--commit-interval",
            paramLabel = "TIME",
            defaultValue = "200ms",
            description = "Time between transactions; half of it is what a reader waits on average "
                    + "(default: ${DEFAULT-VALUE}).")
    private Duration commitInterval = Duration.ofMillis(200);

    /**
     * The options of one stage.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    StreamsOptions of(StageConfig config, String stage) {
        Path directory = stateDirectory == null ? defaultDirectory(config.prefix() + stage) : stateDirectory;
        return new StreamsOptions(directory, threads, commitInterval, true);
    }

    private static Path defaultDirectory(String name) {
        return Path.of(System.getProperty("user.home"), ".local", "state", "rollstream", name);
    }
}
