package dev.rollstream.local.cli;

import dev.rollstream.learner.training.Control;
import dev.rollstream.local.demo.DemoOptions;
import dev.rollstream.local.demo.LearningOptions;
import dev.rollstream.local.demo.LearningOptions.Asynchrony;
import dev.rollstream.local.demo.LearningOptions.Course;
import dev.rollstream.local.demo.ReportFiles;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the demo's policy learns. */
final class LearningDemoOptions {
    @Option(
            names = "--held-out",
            paramLabel = "N",
            defaultValue = "500",
            description = "Tasks of each kind to measure the policy by, before and after (default: ${DEFAULT-VALUE}).")
    private int heldOut;

    @Option(
            names = "--sync",
            description = "On-policy: one batch at a time, sampled by the version that learns from it. Slower.")
    private boolean sync;

    @Option(
            names = "--max-ahead",
            paramLabel = "N",
            description = "Most groups sampled ahead of the learner (default: four batches).")
    private @Nullable Integer maxAhead;

    @Option(
            names = "--max-staleness",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "Groups of which a token is more versions behind are not learned from (default: ${DEFAULT-VALUE}).")
    private long maxStaleness;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that one operation of the policy may use (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--control",
            paramLabel = "NAME",
            defaultValue = "none",
            description =
                    "For experiments: breaks the tie between completions and advantages in the learner, so that nothing"
                            + " should be learned: permuted, other-group or coin (default: ${DEFAULT-VALUE}).")
    private Control control = Control.NONE;

    /**
     * The options.
     *
     * @param report where its curves go
     * @throws IllegalArgumentException if a number is out of range
     */
    LearningOptions options(DemoOptions size, ReportFiles report) {
        if (heldOut < 1) {
            throw new IllegalArgumentException("--held-out must be 1 or more, not " + heldOut);
        }
        if (maxAhead != null && maxAhead < size.groupsPerStep()) {
            throw new IllegalArgumentException("--max-ahead " + maxAhead + " is below the batch, "
                    + size.groupsPerStep() + " groups: the learner would wait for ever");
        }
        OptionalInt ahead = maxAhead == null ? OptionalInt.empty() : OptionalInt.of(maxAhead);
        return new LearningOptions(
                size,
                Course.laptop(size.seed(), size.steps(), heldOut),
                new Asynchrony(sync, ahead, maxStaleness),
                new LearningOptions.Experiment(control, threads),
                report);
    }
}
