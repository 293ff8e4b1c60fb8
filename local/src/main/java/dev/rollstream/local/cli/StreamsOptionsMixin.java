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
                            + "again (default: a free one named after prefix and stage in ~/.local/state/rollstream).")
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
     * The folder of a stage: the one that was named, else one in the user's own state folder.
     *
     * @throws dev.rollstream.runtime.StageException if it cannot be had
     */
    StateFolder claimFolder(StageConfig config, String stage) {
        return stateDirectory == null
                ? StateFolder.claimFirstFree(userStateDirectory().resolve(config.prefix() + stage))
                : StateFolder.claim(stateDirectory);
    }

    private static Path userStateDirectory() {
        return Path.of(System.getProperty("user.home"), ".local", "state", "rollstream");
    }

    /**
     * The options of one stage.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    StreamsOptions in(StateFolder folder) {
        return new StreamsOptions(folder.path(), threads, commitInterval, true);
    }
}
