package dev.rollstream.local.demo;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.learner.StartingWeights;
import dev.rollstream.learner.TrainingFigures;
import dev.rollstream.learner.TrainingLearner;
import dev.rollstream.learner.TrainingOptions;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.StalenessGate;
import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.course.LaptopTasks;
import dev.rollstream.local.demo.DemoView.Bar;
import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.local.stage.TemporaryFolder;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.producer.task.GroupSettings;
import dev.rollstream.producer.task.GroupSettings.Scoring;
import dev.rollstream.producer.task.GroupSettings.Target;
import dev.rollstream.producer.task.Pacing;
import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.producer.task.SamplingSettings;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.runtime.StopSignal;
import dev.rollstream.runtime.StoppedException;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Spatial-SSRL in miniature: a policy that has learned nothing gets a cold start, is measured, learns from its own completions through
 * the stream, and is measured again on the same held-out tasks.
 */
public final class LearningDemo implements Demo {
    private static final int PARTITIONS = 4;
    private static final int CONCURRENCY = 8;
    private static final int MAX_TOKENS = 18;
    private static final int IN_FLIGHT = 512;
    private static final int MAKING_BATCH = 32;
    private static final int AHEAD_BATCHES = 4;
    private static final int KEEP = 10;
    private static final String LEARNER = "demo";
    private static final String POLICY = "default";
    private static final String HELD_OUT = "held-out";
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final LearningOptions options;
    private final MeterRegistry meters;
    private final DemoView view;
    private final LaptopTasks tasks;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final StopSignal stopped = () -> stop.getCount() == 0;
    private final Map<String, Duration> times = new LinkedHashMap<>();
    private final AtomicInteger coldStartSteps = new AtomicInteger();
    private final long startNs = System.nanoTime();

    /**
     * A demo that has not run yet.
     *
     * @param options what it does
     * @param meters where the stages' figures go
     * @param view where it shows how it goes
     */
    public LearningDemo(LearningOptions options, MeterRegistry meters, DemoView view) {
        this.options = options;
        this.meters = meters;
        this.view = view;
        this.tasks = new LaptopTasks(options.course().scenes());
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    @Override
    public Optional<DemoResult> run() {
        view.step("starting a Kafka broker, a schema registry and the stages in this process");
        NativeEngine.start(options.experiment().threads());
        try (LocalStack stack = LocalStack.start(
                        new LocalStack.Options(LocalKafkaOptions.temporary(), 0, Topics.DEFAULT_PREFIX, PARTITIONS));
                RegistryClient registry = RegistryClients.create(stack.config().registry());
                DemoView.Watching watching = view.watch(stack.config(), registry);
                TemporaryFolder folder = new TemporaryFolder("rollstream-demo-");
                RunningStages running = new RunningStages(stopped);
                StreamTap tap = new StreamTap(stack.config(), registry)) {
            Cast cast = new Cast(stack, running, tap, new Stages(stack.config(), registry, meters), folder);
            return Optional.of(play(cast));
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    /** What plays in the demo. */
    private record Cast(
            LocalStack stack, RunningStages running, StreamTap tap, Stages stages, TemporaryFolder folder) {}

    private DemoResult play(Cast cast) {
        Stages stages = cast.stages;
        cast.running.start(
                stages.scorer(StreamsOptions.in(cast.folder.path().resolve("scorer"), 1), ScorerOptions.DEFAULT));
        cast.running.start(
                stages.aggregator(StreamsOptions.in(cast.folder.path().resolve("aggregator"), 1)));
        cast.running.start(stages.builtinWorker(
                RolloutWorkerOptions.of("demo-worker").withConcurrency(CONCURRENCY),
                options.experiment().threads()));
        TrainingLearner learner = cast.running.start(stages.trainingLearner(training(cast.folder), coldStart())
                .under(options.experiment().control()));
        timed("cold start", () -> coldStart(cast, learner));
        Evaluation before = timed("measuring before", () -> evaluate(cast, "before", version(learner)));
        DemoResult.Streaming streaming = timed("learning", () -> train(cast, learner));
        Evaluation after = timed("measuring after", () -> evaluate(cast, "after", version(learner)));
        view.step("auditing the topics");
        AuditReport audit = timed("audit", () -> new Audit(
                        stages.config(),
                        stages.registry(),
                        Guarantees.all(stages.config().topics()))
                .run(stopped));
        return new DemoResult(
                options.size().seed(),
                streaming,
                Optional.empty(),
                Optional.of(new DemoResult.Learning(learner.figures(), before, after, new LinkedHashMap<>(times))),
                audit,
                options.report().read(stages, view));
    }

    private <T> T timed(String name, Supplier<T> phase) {
        long beganNs = System.nanoTime();
        T result = phase.get();
        times.put(name, Duration.ofNanos(System.nanoTime() - beganNs));
        return result;
    }

    private TrainingOptions training(TemporaryFolder folder) {
        return new TrainingOptions(
                GroupReaderOptions.of(LEARNER)
                        .with(new StalenessGate(options.asynchrony().maxVersionsBehind())),
                POLICY,
                new TrainingOptions.Schedule(
                        options.size().groupsPerStep(),
                        OptionalLong.of(options.size().steps())),
                options.course().recipe(),
                new TrainingOptions.Checkpoints(folder.path().resolve("checkpoints"), KEEP));
    }

    private static long version(TrainingLearner learner) {
        return learner.figures().version();
    }

    private StartingWeights coldStart() {
        ModelSize size = ModelSize.laptop();
        LearningOptions.Course course = options.course();
        return (listener, ended) -> ColdStart.run(
                size,
                tasks.coldStart(course.material(), size.buckets(), ended),
                course.coldStart(),
                (phase, step, steps, loss) -> {
                    coldStartSteps.incrementAndGet();
                    listener.onStep(phase, step, steps, loss);
                });
    }

    private long coldStart(Cast cast, TrainingLearner learner) {
        view.step("cold start: a policy that knows the form of answers, not the answers");
        int steps = options.course().coldStart().practice().steps()
                + options.course().coldStart().imitation().steps();
        await(cast, () -> {
            int done = coldStartSteps.get();
            view.update(List.of(new Bar("cold start", done, steps)), List.of(done == 0 ? "drawing scenes" : ""));
            return version(learner) > 0;
        });
        return version(learner);
    }

    private Evaluation evaluate(Cast cast, String when, long version) {
        long count = (long) options.course().heldOutTasks() * LaptopTasks.NAMES.size();
        view.step("measuring version " + version + " of the policy on " + count + " held-out tasks");
        String runId = "demo-" + options.size().seed() + "-" + when;
        GroupSettings group = new GroupSettings(
                1, OptionalInt.empty(), TTL, Target.evaluation(HELD_OUT, version), Scoring.defaults());
        TaskProducerStage producer = cast.running.start(cast.stages.taskProducer(
                TaskProducerOptions.of(new Run(runId, false, OptionalLong.of(count)))
                        .withGroup(group)
                        .withSampling(sampling(0))
                        .withPacing(new Pacing(IN_FLIGHT, MAKING_BATCH, Optional.empty())),
                tasks.heldOut()));
        await(cast, () -> {
            LiveFigures.Snapshot figures = cast.tap.figures(runId);
            view.update(List.of(new Bar("answers", figures.ended(), count)), List.of());
            return producer.health().hasEnded() && figures.ended() >= producer.produced();
        });
        return cast.tap.evaluation(runId).with(Answers.of(cast.stages.config(), cast.stages.registry(), runId));
    }

    private DemoResult.Streaming train(Cast cast, TrainingLearner learner) {
        view.step("learning from its own answers, %d steps of %d groups of %d"
                .formatted(
                        options.size().steps(),
                        options.size().groupsPerStep(),
                        options.size().groupSize()));
        String runId = "demo-" + options.size().seed();
        TaskProducerStage producer =
                cast.running.start(cast.stages.taskProducer(trainingTasks(runId), tasks.training()));
        DemoProgress progress = new DemoProgress(startNs, System.nanoTime());
        await(cast, () -> {
            progress.look(cast.tap.figures(runId), System.nanoTime());
            show(progress.figures(), learner.figures());
            return learner.health().hasEnded();
        });
        producer.close();
        await(cast, () -> {
            progress.look(cast.tap.figures(runId), System.nanoTime());
            return progress.figures().ended() >= producer.produced();
        });
        long trained = learner.figures().groups().getOrDefault("TRAINED", 0L);
        return new DemoResult.Streaming(progress.figures(), trained, progress.streaming(), progress.firstAdvantage());
    }

    private TaskProducerOptions trainingTasks(String runId) {
        LearningOptions.Asynchrony asynchrony = options.asynchrony();
        int batch = options.size().groupsPerStep();
        OptionalInt ahead = asynchrony.sync()
                ? OptionalInt.empty()
                : OptionalInt.of(asynchrony.maxAhead().orElse(AHEAD_BATCHES * batch));
        return TaskProducerOptions.of(new Run(runId, false, OptionalLong.empty()))
                .withGroup(new GroupSettings(
                        options.size().groupSize(), OptionalInt.empty(), TTL, Target.training(), Scoring.defaults()))
                .withSampling(sampling(1))
                .withPacing(new Pacing(
                        IN_FLIGHT, MAKING_BATCH, Optional.of(new FollowedLearner(LEARNER, ahead, asynchrony.sync()))));
    }

    private SamplingSettings sampling(double temperature) {
        return new SamplingSettings(
                temperature, 1, 0, 0, MAX_TOKENS, List.of(), options.size().seed());
    }

    private void show(LiveFigures.Snapshot figures, TrainingFigures learner) {
        long groups = options.size().groups();
        view.update(
                List.of(
                        new Bar("tasks", Math.min(groups, figures.tasks()), groups),
                        new Bar(
                                "rewards",
                                Math.min(groups * options.size().groupSize(), figures.scored()),
                                groups * options.size().groupSize()),
                        new Bar("advantages", Math.min(groups, figures.ended()), groups),
                        new Bar("steps", learner.step(), options.size().steps())),
                List.of(LiveNotes.right(figures), LiveNotes.groups(figures), LiveNotes.learner(learner)));
    }

    private void await(Cast cast, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            DemoStack.requireAlive(cast.stack, cast.running);
            try {
                stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
            }
            stopped.check("the demo");
        }
    }
}
