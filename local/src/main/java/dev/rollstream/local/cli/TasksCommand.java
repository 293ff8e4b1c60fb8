package dev.rollstream.local.cli;

import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.ImageSettings;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.runtime.StageConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The task producer as a process. */
@Command(
        name = "tasks",
        description = {
            "Makes tasks of pictures, or takes those of a dataset in a new random order every pass, and writes them to topic",
            "tasks, their answers to topic answer-keys.",
            "It goes no further ahead of the stream than its windows allow, and ends by itself after --count groups."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream tasks --images ~/photos --count 1000",
            "  rollstream tasks --images ~/photos --run lab-7 --group-size 16 --estimator rloo",
            "  rollstream tasks --images ~/photos --learner trainer --sync",
            "  rollstream tasks --dataset spatialssrl.parquet"
        })
final class TasksCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Mixin
    private final SourceOptions source = new SourceOptions();

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "Run that the groups belong to; one that exists is taken up where it stopped "
                    + "(default: a fresh one).")
    private @Nullable String run;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Groups of the run over all its restarts (default: without end).")
    private @Nullable Long count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed and pictures give the same tasks and answers: keep it from workers "
                    + "(default: drawn by chance).")
    private @Nullable Long seed;

    @Option(
            names = "--inline-limit",
            paramLabel = "BYTES",
            defaultValue = "8388608",
            description = "Most bytes of pictures that a task carries itself (default: ${DEFAULT-VALUE}).")
    private long inlineLimitBytes;

    @Option(
            names = "--image-store",
            paramLabel = "DIR",
            description =
                    "Folder, shared with the workers, for the pictures of larger tasks (default: they are skipped).")
    private @Nullable Path imageStore;

    @Mixin
    private final GroupOptions group = new GroupOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final PacingOptions pacing = new PacingOptions();

    TasksCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws ImageSourceException, DatasetException {
        StageConfig config = kafka.stageConfig();
        TaskProducerOptions options = Usage.check(spec, this::options);
        long taskSeed = seed == null ? new SecureRandom().nextLong() : seed;
        SourceOptions.Source tasks = source.open(taskSeed, Order.SHUFFLED, pictures -> 1);
        console.say("run " + options.run().id() + ", seed " + taskSeed + ", " + tasks.description());
        return new StageRun(console, config, Usage.check(spec, http::address))
                .run(stages -> stages.taskProducer(options, tasks.samples()));
    }

    private TaskProducerOptions options() {
        OptionalLong groups = count == null ? OptionalLong.empty() : OptionalLong.of(count);
        Run chosen = run == null ? Run.fresh(Instant.now(), new SplittableRandom(), groups) : Run.named(run, groups);
        return new TaskProducerOptions(
                chosen,
                group.settings(),
                sampling.settings(),
                pacing.settings(),
                new ImageSettings(inlineLimitBytes, Optional.ofNullable(imageStore)));
    }
}
