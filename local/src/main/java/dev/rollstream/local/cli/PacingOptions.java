package dev.rollstream.local.cli;

import dev.rollstream.producer.task.Pacing;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far the task producer runs ahead. */
final class PacingOptions {
    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            defaultValue = "256",
            description = "Most groups without an end: bounds the stages' memory (default: ${DEFAULT-VALUE}).")
    private int maxInFlight;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Most groups in one transaction (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--learner",
            paramLabel = "NAME",
            description = "Learner to stay close to, by its name on topic progress (default: none).")
    private @Nullable String learner;

    @Option(
            names = "--max-ahead",
            paramLabel = "N",
            description = "Most usable groups beyond the learner's position: bounds staleness (default: one batch).")
    private @Nullable Integer maxAhead;

    @Option(
            names = "--sync",
            description = "On-policy: one batch ahead, and every task asks for the learner's current policy version.")
    private boolean sync;

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a number is out of range, or a window needs a learner that is not named
     */
    Pacing settings() {
        if (learner == null && (maxAhead != null || sync)) {
            throw new IllegalArgumentException("--max-ahead and --sync need the name of a learner (--learner)");
        }
        OptionalInt ahead = maxAhead == null ? OptionalInt.empty() : OptionalInt.of(maxAhead);
        return new Pacing(
                maxInFlight,
                batch,
                Optional.ofNullable(learner).map(name -> new Pacing.FollowedLearner(name, ahead, sync)));
    }
}
