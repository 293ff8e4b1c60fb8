package dev.rollstream.local.demo;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.learner.ReadingLearner;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.demo.DemoView.Bar;
import dev.rollstream.local.report.RunReport;
import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.local.stage.TemporaryFolder;
import dev.rollstream.pretext.SampleRun;
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
import dev.rollstream.producer.worker.scripted.ScriptedSettings;
import dev.rollstream.runtime.StopSignal;
import dev.rollstream.runtime.StoppedException;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The whole stream in this process on an embedded broker: pictures become tasks, a scripted engine answers them, the scorer
 * scores, the aggregator aggregates, a learner reads; at the end the audit judges what the topics hold.
 */
public final class ScriptedDemo implements Demo {
    private static final int PARTITIONS = 4;
    private static final int CONCURRENCY = 8;
    private static final String LEARNER = "demo";
    private static final Duration LATENCY = Duration.ofMillis(60);
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final DemoOptions options;
    private final SampleRun samples;
    private final MeterRegistry meters;
    private final DemoView view;
    private final ReportFiles report;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final StopSignal stopped = () -> stop.getCount() == 0;

    /**
     * A demo that has not run yet.
     *
     * @param options how much it does
     * @param samples the tasks
     * @param meters where the stages' figures go
     * @param view where it shows how it goes
     * @param report where its curves go
     */
    public ScriptedDemo(
            DemoOptions options, SampleRun samples, MeterRegistry meters, DemoView view, ReportFiles report) {
        this.options = options;
        this.samples = samples;
        this.meters = meters;
        this.view = view;
        this.report = report;
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    @Override
    public Optional<DemoResult> run() {
        long startNs = System.nanoTime();
        view.step("starting a Kafka broker and a schema registry in this process");
        try (LocalStack stack = LocalStack.start(
                        new LocalStack.Options(LocalKafkaOptions.temporary(), 0, Topics.DEFAULT_PREFIX, PARTITIONS));
                RegistryClient registry = RegistryClients.create(stack.config().registry());
                DemoView.Watching watching = view.watch(stack.config(), registry)) {
            Stages stages = new Stages(stack.config(), registry, meters);
            Streamed streamed = stream(stack, stages, startNs);
            view.step("auditing the topics");
            AuditReport audit = new Audit(
                            stack.config(),
                            registry,
                            Guarantees.all(stack.config().topics()))
                    .run(stopped);
            return Optional.of(streamed.result(options.seed(), audit, report.read(stages, view)));
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    private record Streamed(DemoProgress progress, ReadingLearner learner) {
        DemoResult result(long seed, AuditReport audit, Optional<RunReport> report) {
            return new DemoResult(
                    seed,
                    new DemoResult.Streaming(
                            progress.figures(),
                            learner.totals().groups(),
                            progress.streaming(),
                            progress.firstAdvantage()),
                    Optional.of(learner.totals()),
                    Optional.empty(),
                    audit,
                    report);
        }
    }

    private Streamed stream(LocalStack stack, Stages stages, long startNs) {
        try (TemporaryFolder state = new TemporaryFolder("rollstream-state-");
                RunningStages running = new RunningStages(stopped);
                StreamTap tap = new StreamTap(stages.config(), stages.registry())) {
            view.step("starting scorer, aggregator, learner and worker");
            running.start(stages.scorer(StreamsOptions.in(state.path().resolve("scorer"), 1), ScorerOptions.DEFAULT));
            running.start(stages.aggregator(StreamsOptions.in(state.path().resolve("aggregator"), 1)));
            ReadingLearner learner =
                    running.start(stages.readingLearner(GroupReaderOptions.of(LEARNER), options.groupsPerStep()));
            running.start(stages.scriptedWorker(
                    RolloutWorkerOptions.of("demo-worker").withConcurrency(CONCURRENCY), completions()));
            TaskProducerStage producer = running.start(stages.taskProducer(tasks(), samples));
            DemoProgress progress = new DemoProgress(startNs, System.nanoTime());
            while (!progress.isOver(producer, learner)) {
                DemoStack.requireAlive(stack, running);
                pause();
                progress.look(tap.figures(runId()), System.nanoTime());
                LiveFigures.Snapshot figures = progress.figures();
                view.update(
                        bars(figures, learner.totals().groups()),
                        List.of(LiveNotes.right(figures), LiveNotes.groups(figures)));
            }
            return new Streamed(progress, learner);
        }
    }

    private List<Bar> bars(LiveFigures.Snapshot figures, long read) {
        long rollouts = options.groups() * options.groupSize();
        return List.of(
                new Bar("tasks", figures.tasks(), options.groups()),
                new Bar("rollouts", figures.rollouts(), rollouts),
                new Bar("rewards", figures.scored(), rollouts),
                new Bar("advantages", figures.ended(), options.groups()),
                new Bar("learner", read, options.groups()));
    }

    private String runId() {
        return "demo-" + options.seed();
    }

    private void pause() {
        try {
            stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
        stopped.check("the demo");
    }

    private ScriptedSettings completions() {
        ScriptedSettings defaults = ScriptedSettings.defaults();
        return defaults.withSeed(options.seed())
                .withLatency(
                        new ScriptedSettings.Latency(LATENCY, defaults.latency().spread()));
    }

    private TaskProducerOptions tasks() {
        int maxAhead = Math.max(4 * options.groupsPerStep(), 2 * CONCURRENCY);
        Run run = new Run(runId(), false, OptionalLong.of(options.groups()));
        return TaskProducerOptions.of(run)
                .withGroup(new GroupSettings(
                        options.groupSize(), OptionalInt.empty(), TTL, Target.training(), Scoring.defaults()))
                .withSampling(SamplingSettings.defaults().withSeed(options.seed()))
                .withPacing(new Pacing(
                        maxAhead,
                        options.groupsPerStep(),
                        Optional.of(new FollowedLearner(LEARNER, OptionalInt.of(maxAhead), false))));
    }
}
