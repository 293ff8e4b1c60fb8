package dev.rollstream.local.cli;

import dev.rollstream.learner.StepReplay;
import dev.rollstream.learner.TrainingOptions;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.StalenessGate;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A learner of the built-in policy as a process. */
@Command(
        name = "learner",
        description = {
            "Trains the built-in policy: reads groups with their advantages, takes a step for each batch, writes a checkpoint,",
            "and tells the stream: topics policies, progress and receipts. Workers sample from the new version at once.",
            "",
            "It begins with a cold start on scenes that it draws, and goes on from its newest checkpoint wherever it was stopped.",
            "Workers must see the folder of checkpoints under the same path."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream learner --checkpoints /data/lab-7 --steps 1000",
            "  rollstream worker --engine builtin",
            "  rollstream tasks --course laptop --learner learner --max-tokens 18",
            "",
            "  rollstream learner --checkpoints /data/lab-7 --replay-step 120    was step 120 what its receipts say?"
        })
final class LearnerCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Option(
            names = "--checkpoints",
            required = true,
            paramLabel = "DIR",
            description = "Folder of this learner's checkpoints.")
    @SuppressWarnings("NullAway.Init") // required
    private Path checkpoints;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "10",
            description = "Checkpoints that stay; a step can be replayed while the one before it does"
                    + " (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "learner",
            description = "The learner's name on topics progress and receipts; a second one of that name takes over"
                    + " (default: ${DEFAULT-VALUE}).")
    private String name = "learner";

    @Option(
            names = "--policy",
            paramLabel = "ID",
            defaultValue = "default",
            description = "Policy that it publishes versions of (default: ${DEFAULT-VALUE}).")
    private String policy = "default";

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "25",
            description = "Groups of a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--steps", paramLabel = "N", description = "Steps over all its restarts (default: without end).")
    private @Nullable Long steps;

    @Option(
            names = "--max-staleness",
            paramLabel = "N",
            defaultValue = "8",
            description = "Groups of which a token is more versions behind are refused (default: ${DEFAULT-VALUE}).")
    private long maxStaleness;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that one operation may use; results differ in their last bits with it"
                    + " (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--replay-step",
            paramLabel = "N",
            description =
                    "Trains nothing: takes step N again from the checkpoint before it and the topics, and compares"
                            + " the weights with those that were published; exit code 1 if they differ. The options must be those"
                            + " that it was taken with.")
    private @Nullable Long replayStep;

    @Mixin
    private final ColdStartOptions coldStart = new ColdStartOptions();

    @Mixin
    private final RecipeOptions recipe = new RecipeOptions();

    LearnerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StageConfig config = kafka.stageConfig();
        Usage.check(spec, () -> {
            NativeEngine.start(threads);
            return threads;
        });
        TrainingOptions options = Usage.check(spec, this::options);
        if (replayStep != null) {
            return report(new StepReplay(config, options, new SimpleMeterRegistry()).run(replayStep));
        }
        ColdStartSettings beginning = Usage.check(spec, coldStart::settings);
        return new StageRun(console, config, Usage.check(spec, http::address))
                .run(stages -> stages.trainingLearner(options, coldStart.start(beginning)));
    }

    private int report(StepReplay.Outcome outcome) {
        console.print("step " + outcome.step() + " made version " + outcome.version() + " of "
                + outcome.groups().size() + " groups");
        outcome.missing().forEach(group -> console.print("  " + group + ": its receipt is there, the group is not"));
        outcome.surplus().forEach(group -> console.print("  " + group + ": no receipt says that the step used it"));
        console.print("weights published:  " + outcome.announced());
        console.print("weights recomputed: " + (outcome.recomputed().isEmpty() ? "-" : outcome.recomputed()));
        console.print(outcome.same() ? "the same" : "NOT the same");
        console.out().flush();
        return outcome.same() ? Rollstream.OK : Rollstream.FAILED;
    }

    private TrainingOptions options() {
        return new TrainingOptions(
                GroupReaderOptions.of(name).with(new StalenessGate(maxStaleness)),
                policy,
                new TrainingOptions.Schedule(batch, steps == null ? OptionalLong.empty() : OptionalLong.of(steps)),
                recipe.recipe(),
                new TrainingOptions.Checkpoints(checkpoints, keep));
    }
}
