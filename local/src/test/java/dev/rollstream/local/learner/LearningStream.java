package dev.rollstream.local.learner;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.LaptopTasks;
import dev.rollstream.local.docs.ScrapedPage;
import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.local.stage.Stages;
import dev.rollstream.producer.task.GroupSettings;
import dev.rollstream.producer.task.GroupSettings.Scoring;
import dev.rollstream.producer.task.GroupSettings.Target;
import dev.rollstream.producer.task.Pacing;
import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.producer.task.SamplingSettings;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A stream for a policy to learn from, but for its workers and learners: broker, scorer, aggregator, and small tasks. */
final class LearningStream implements AutoCloseable {
    static final int BATCH = 4;
    static final int GROUP_SIZE = 4;
    static final SamplingSettings SAMPLING = new SamplingSettings(1, 1, 0, 0, 18, List.of(), 5);

    private final LocalStack stack =
            LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, Topics.DEFAULT_PREFIX, 2));
    private final RegistryClient registry =
            RegistryClients.create(stack.config().registry());
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Stages stages = new Stages(stack.config(), registry, meters);
    private final RunningStages running = new RunningStages();
    private final LaptopTasks tasks = new LaptopTasks(new CourseScenes(1, 160, 120, 40, 20));

    LearningStream(Path folder) {
        running.start(stages.scorer(StreamsOptions.in(folder.resolve("scorer"), 1), ScorerOptions.DEFAULT));
        running.start(stages.aggregator(StreamsOptions.in(folder.resolve("aggregator"), 1)));
    }

    Stages stages() {
        return stages;
    }

    RunningStages running() {
        return running;
    }

    LaptopTasks tasks() {
        return tasks;
    }

    /**
     * Makes tasks for a learner.
     *
     * @param groups of the run; empty: without end
     * @param maxAhead of the learner; empty: on-policy, a batch at a time
     */
    TaskProducerStage startTasks(String learner, OptionalLong groups, OptionalInt maxAhead) {
        FollowedLearner followed = new FollowedLearner(learner, maxAhead, maxAhead.isEmpty());
        return running.start(stages.taskProducer(
                TaskProducerOptions.of(new Run("run", true, groups))
                        .withGroup(new GroupSettings(
                                GROUP_SIZE,
                                OptionalInt.empty(),
                                Duration.ofMinutes(5),
                                Target.training(),
                                Scoring.defaults()))
                        .withSampling(SAMPLING)
                        .withPacing(new Pacing(64, 16, Optional.of(followed))),
                tasks.training()));
    }

    /** What all its stages say at /metrics. */
    ScrapedPage page() {
        return new ScrapedPage(meters.scrape());
    }

    /** What an audit finds broken. */
    List<Finding> violations() {
        return new Audit(
                        stages.config(),
                        registry,
                        Guarantees.all(stages.config().topics()))
                .run().findings().stream().filter(finding -> !finding.held()).toList();
    }

    @Override
    public void close() {
        running.close();
        registry.close();
        stack.close();
    }
}
