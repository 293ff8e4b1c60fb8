package dev.rollstream.local.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.cli.Rollstream;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.LaptopTasks;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Learner and workers as processes of their own, killed without a word in the middle of their work. */
@Timeout(300)
class KilledProcessesTest {
    private static final int BATCH = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final LocalStack stack =
            LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, Topics.DEFAULT_PREFIX, 2));
    private final RegistryClient registry =
            RegistryClients.create(stack.config().registry());
    private final Stages stages = new Stages(stack.config(), registry, new SimpleMeterRegistry());
    private final RunningStages running = new RunningStages();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        running.close();
        registry.close();
        stack.close();
    }

    private Process launch(String log, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Rollstream.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--bootstrap-servers", stack.config().bootstrapServers()));
        command.addAll(List.of("--schema-registry", stack.config().schemaRegistry(), "--http-port", "0"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()))
                    .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process learner(long steps) {
        return launch(
                "learner.log",
                "learner",
                "--checkpoints",
                checkpoints().toString(),
                "--batch",
                Integer.toString(BATCH),
                "--steps",
                Long.toString(steps),
                "--practice-steps",
                "2",
                "--imitation-steps",
                "10");
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    private void awaitStep(Process learner, long step) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(learner.isAlive()).as(log()).isTrue();
            assertThat(lastStep()).isGreaterThanOrEqualTo(step);
        });
    }

    private long lastStep() throws IOException {
        if (!Files.isDirectory(checkpoints())) {
            return -1;
        }
        List<Long> steps = Checkpoint.steps(checkpoints());
        return steps.isEmpty() ? -1 : steps.get(steps.size() - 1);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("learner.log"));
    }

    private TaskProducerStage tasks() {
        return running.start(stages.taskProducer(
                TaskProducerOptions.of(new Run("run", true, OptionalLong.empty()))
                        .withGroup(new GroupSettings(
                                4, OptionalInt.empty(), Duration.ofMinutes(5), Target.training(), Scoring.defaults()))
                        .withSampling(new SamplingSettings(1, 1, 0, 0, 18, List.of(), 5))
                        .withPacing(new Pacing(
                                64, 16, Optional.of(new FollowedLearner("learner", OptionalInt.of(3 * BATCH), false)))),
                new LaptopTasks(new CourseScenes(1, 160, 120, 40, 20)).training()));
    }

    @Test
    void nothingIsTrainedTwiceOrSkippedWhoeverIsKilled() throws Exception {
        // Given
        running.start(stages.scorer(StreamsOptions.in(folder.resolve("scorer"), 1), ScorerOptions.DEFAULT));
        running.start(stages.aggregator(StreamsOptions.in(folder.resolve("aggregator"), 1)));
        Process doomed = launch("worker.log", "worker", "--engine", "builtin", "--concurrency", "2");
        launch("worker.log", "worker", "--engine", "builtin", "--concurrency", "2");
        TaskProducerStage producer = tasks();

        // When
        Process first = learner(9);
        awaitStep(first, 2);
        first.destroyForcibly().waitFor();
        Process second = learner(9);
        awaitStep(second, 4);
        doomed.destroyForcibly().waitFor();
        awaitStep(second, 6);
        second.destroyForcibly().waitFor();
        Process third = learner(9);

        // Then
        await().atMost(PATIENCE).until(() -> !third.isAlive());
        assertThat(third.exitValue()).as(log()).isZero();
        assertThat(lastStep()).isEqualTo(9);
        producer.close();
        assertThat(audit().findings()).filteredOn(finding -> !finding.held()).isEmpty();
        assertThat(Checkpoint.read(checkpoints(), 9).manifest().place().counts())
                .containsEntry("TRAINED", 9L * BATCH);
    }

    private AuditReport audit() {
        return new Audit(stack.config(), registry, Guarantees.all(stack.config().topics())).run();
    }
}
