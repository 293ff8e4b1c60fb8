package dev.rollstream.local.cli;

import dev.rollstream.local.cli.GroupOptions.GroupPurpose;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.producer.task.GroupSettings;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.ImageSettings;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.runtime.StageConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
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
            "It goes no further ahead of the stream than its windows allow, and ends by itself after --count groups or",
            "--epochs passes. What no task can be made of is skipped, and counted by reason."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream tasks --images ~/photos --count 1000",
            "  rollstream tasks --images ~/photos --run lab-7 --group-size 16 --estimator rloo",
            "  rollstream tasks --images ~/photos --learner trainer --sync",
            "  rollstream tasks --dataset spatialssrl.parquet",
            "  rollstream tasks --dataset gsm8k.jsonl --verifier math-exact --answer-behind '####' --epochs 3",
            "  rollstream tasks --dataset test.parquet --verifier math-exact --purpose eval --min-policy-version 400"
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
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the rows of a dataset (default: without end).")
    private @Nullable Integer epochs;

    @Option(
            names = "--order",
            paramLabel = "NAME",
            description = "How rows of a dataset are taken: shuffled, in another order every pass, or as-stored"
                    + " (default: shuffled; to evaluate as-stored).")
    private @Nullable Order order;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed and pictures give the same tasks and answers: keep it from workers "
                    + "(default: drawn by chance; of a dataset's order, by the run's name).")
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
        String runId = options.run().id();
        long taskSeed = seed(runId);
        SourceOptions.Source tasks =
                source.open(options.group().scoring().verifier(), new Walk(order(), taskSeed), pictures -> 1);
        TaskProducerOptions limited =
                options.withRun(new Run(runId, options.run().resume(), count(tasks)));
        console.say("run " + runId + ", seed " + taskSeed + ", " + tasks.description());
        return new StageRun(console, config, Usage.check(spec, http::address))
                .run(stages -> stages.taskProducer(limited, tasks.samples()), this::tell);
    }

    private TaskProducerOptions options() {
        if (epochs != null && (epochs < 1 || !source.isDataset())) {
            throw new IllegalArgumentException("--epochs takes 1 or more passes over the rows of a --dataset");
        }
        OptionalLong groups = count == null ? OptionalLong.empty() : OptionalLong.of(count);
        Run chosen = run == null ? Run.fresh(Instant.now(), new SplittableRandom(), groups) : Run.named(run, groups);
        GroupSettings settings = group.settings(source.datasetName());
        return new TaskProducerOptions(
                chosen,
                settings,
                sampling.settings(settings),
                pacing.settings(),
                new ImageSettings(inlineLimitBytes, Optional.ofNullable(imageStore)));
    }

    private boolean isEvaluation() {
        return group.purpose() == GroupPurpose.EVAL;
    }

    private Order order() {
        if (order != null) {
            return order;
        }
        return isEvaluation() ? Order.AS_STORED : Order.SHUFFLED;
    }

    /** A run of a dataset that is taken up again keeps its order, without being told the seed. */
    private long seed(String runId) {
        if (seed != null) {
            return seed;
        }
        return source.isDataset() ? runId.hashCode() : new SecureRandom().nextLong();
    }

    private OptionalLong count(SourceOptions.Source tasks) {
        boolean onePass = isEvaluation() && source.isDataset() && count == null;
        long passes = epochs != null ? epochs : onePass ? 1 : 0;
        long limit = passes == 0 ? Long.MAX_VALUE : passes * tasks.rows();
        limit = Math.min(limit, count == null ? Long.MAX_VALUE : count);
        return limit == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    private void tell(TaskProducerStage producer) {
        Map<String, Long> skipped = producer.skipped();
        long total = skipped.values().stream().mapToLong(Long::longValue).sum();
        console.say(producer.produced() + " groups made, " + total + " samples skipped"
                + (total == 0 ? "" : ": " + skipped));
    }
}
