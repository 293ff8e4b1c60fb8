package dev.rollstream.local.learner;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.learner.StartingWeights;
import dev.rollstream.learner.StepReplay;
import dev.rollstream.learner.TrainingLearner;
import dev.rollstream.learner.TrainingOptions;
import dev.rollstream.learner.TrainingOptions.Checkpoints;
import dev.rollstream.learner.TrainingOptions.Schedule;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.StalenessGate;
import dev.rollstream.learner.training.BatchReport;
import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.learner.training.ColdStartSettings;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.local.course.DrawnMaterial;
import dev.rollstream.local.course.InProcessTraining;
import dev.rollstream.local.docs.BorrowedMetrics;
import dev.rollstream.local.docs.ScrapedPage;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.producer.worker.builtin.BuiltinEngine;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.StopSignal;
import dev.rollstream.scorer.ScorerStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop: tasks, a policy that samples, rewards, advantages, updates, and versions back to the worker. */
@Timeout(180)
class TrainingLearnerTest {
    private static final int BATCH = LearningStream.BATCH;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private LearningStream stream;

    @BeforeAll
    static void startEngine() {
        NativeEngine.start(1);
    }

    @BeforeEach
    void startStream() {
        stream = new LearningStream(folder);
        stream.running()
                .start(stream.stages()
                        .builtinWorker(RolloutWorkerOptions.of("w").withConcurrency(4), 1));
    }

    @AfterEach
    void stop() {
        stream.close();
    }

    private TrainingOptions options(String learner, long steps) {
        return new TrainingOptions(
                GroupReaderOptions.of(learner).with(new StalenessGate(2)),
                "default",
                new Schedule(BATCH, OptionalLong.of(steps)),
                Recipe.laptop(),
                new Checkpoints(folder.resolve(learner), 5));
    }

    private StartingWeights coldStart() {
        ModelSize size = ModelSize.laptop();
        ColdStartSettings settings = new ColdStartSettings(1, new Phase(2, 8, 2e-3), new Phase(10, 8, 1e-3));
        return (listener, stop) -> ColdStart.run(
                size,
                stream.tasks().coldStart(new DrawnMaterial.Amounts(20, 20, 1, 0), size.buckets()),
                settings,
                listener);
    }

    private void startTasks(long groups) {
        stream.startTasks("alice", OptionalLong.of(groups), OptionalInt.empty());
    }

    private TrainingLearner train(long steps) {
        TrainingLearner learner =
                stream.running().start(stream.stages().trainingLearner(options("alice", steps), coldStart()));
        return learner;
    }

    private void awaitEnd(TrainingLearner learner) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stream.running().failure()).isEmpty();
            assertThat(learner.health().hasEnded()).isTrue();
        });
    }

    @Test
    void learnsThroughTheStreamAndGoesOnAfterARestart() {
        // Given
        TrainingLearner first = train(3);
        startTasks(5 * BATCH);
        awaitEnd(first);
        first.close();

        // When
        TrainingLearner second = train(5);
        awaitEnd(second);

        // Then
        assertThat(first.figures().version()).isEqualTo(4);
        assertThat(second.figures().version()).isEqualTo(6);
        assertThat(second.figures().groups()).containsExactly(Map.entry("TRAINED", 5L * BATCH));
        assertThat(second.figures().metrics()).containsEntry("staleness_max", 0.0);
        assertThat(stream.violations()).isEmpty();
        requireAllMetrics();
    }

    private void requireAllMetrics() {
        ScrapedPage page = stream.page();
        page.mustKeepTo(
                List.of(
                        TaskProducerStage.METRICS,
                        RolloutWorkerStage.METRICS,
                        BuiltinEngine.METRICS,
                        ScorerStage.METRICS,
                        AggregatorStage.METRICS,
                        TrainingLearner.METRICS,
                        GroupReader.METRICS),
                Set.of("rollstream_tasks_skipped_total"));
        assertThat(page.series()).containsAll(BorrowedMetrics.KAFKA);
    }

    @Test
    void branchesOffWhenAnOlderCheckpointIsPutBack() throws IOException {
        // Given
        TrainingLearner first = train(3);
        startTasks(6 * BATCH);
        awaitEnd(first);
        first.close();
        for (long lost : List.of(3L, 2L)) {
            remove(folder.resolve("alice").resolve("step-" + lost));
        }

        // When
        TrainingLearner second = train(4);
        awaitEnd(second);

        // Then
        assertThat(second.figures().step()).isEqualTo(4);
        assertThat(second.figures().version()).isEqualTo(8);
        assertThat(stream.violations()).isEmpty();
    }

    @Test
    void takesAStepAgainBitForBit() {
        // Given
        TrainingLearner learner = train(3);
        startTasks(3 * BATCH);
        awaitEnd(learner);
        learner.close();
        StepReplay replay = new StepReplay(stream.stages().config(), options("alice", 3), new SimpleMeterRegistry());

        // When
        StepReplay.Outcome outcome = replay.run(2);

        // Then
        assertThat(outcome.groups()).hasSize(BATCH);
        assertThat(outcome.recomputed()).isEqualTo(outcome.announced());
        assertThat(outcome.same()).isTrue();
        assertThatThrownBy(() -> replay.run(9))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("step 8");
    }

    @Test
    void learnsTheVerySameWithoutTheStream() throws IOException {
        // Given
        TrainingLearner learner = train(3);
        startTasks(3 * BATCH);
        awaitEnd(learner);
        learner.close();

        // When
        List<Double> losses = new ArrayList<>();
        String sum;
        try (PolicyTrainer trainer = PolicyTrainer.startingFrom(
                coldStart().make((phase, step, steps, loss) -> {}, StopSignal.NEVER),
                options("alice", 3).recipe())) {
            InProcessTraining training = new InProcessTraining(
                    stream.tasks().training(),
                    trainer,
                    new InProcessTraining.Settings(
                            BATCH, LearningStream.GROUP_SIZE, LearningStream.SAMPLING, Control.NONE));
            for (long step = 0; step < 3; step++) {
                BatchReport report = training.learn(training.answer(training.ask(step), step), step);
                losses.add(report.metrics().get("loss"));
            }
            sum = trainer.weights().save(folder.resolve("in-process.safetensors"));
        }

        // Then
        List<Double> streamed = new ArrayList<>();
        for (long step = 1; step <= 3; step++) {
            streamed.add(Checkpoint.read(folder.resolve("alice"), step)
                    .manifest()
                    .metrics()
                    .get("loss"));
        }
        assertThat(streamed).isEqualTo(losses);
        assertThat(Checkpoint.read(folder.resolve("alice"), 3)
                        .manifest()
                        .files()
                        .weights())
                .isEqualTo(sum);
    }

    @Test
    void endsWhenAnotherOfItsNameTakesOverAndNotWhenThatIsRefused() {
        // Given
        TrainingLearner first = train(100);
        startTasks(60 * BATCH);
        await().atMost(PATIENCE).until(() -> first.figures().step() >= 1);

        // When
        Checkpoints empty = new Checkpoints(folder.resolve("empty"), 5);
        TrainingLearner refused =
                stream.stages().trainingLearner(options("alice", 100).withCheckpoints(empty), coldStart());
        assertThatThrownBy(refused::start).hasMessageContaining("there is no checkpoint in");
        long before = first.figures().step();
        await().atMost(PATIENCE).until(() -> first.figures().step() > before + 1);
        TrainingLearner second = stream.stages()
                .trainingLearner(options("alice", 100).withCheckpoints(copyOfCheckpoints()), coldStart());
        second.start();

        // Then
        await().atMost(PATIENCE).until(() -> first.health().failure().isPresent());
        assertThat(first.health().failure().orElseThrow()).contains("another learner named alice has taken over");
        long step = second.figures().step();
        await().atMost(PATIENCE).until(() -> second.figures().step() > step + 1);
        second.close();
        assertThat(stream.violations()).isEmpty();
    }

    /** As a second machine would have it that went on from a backup. */
    private Checkpoints copyOfCheckpoints() {
        Path from = folder.resolve("alice");
        Path to = folder.resolve("backup");
        try {
            Files.createDirectories(to);
            long step = Checkpoint.steps(from).get(Checkpoint.steps(from).size() - 1);
            for (String name : List.of("reference.safetensors", "reference.sha256")) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
            Path copy = Files.createDirectories(to.resolve("step-" + step));
            try (Stream<Path> files = Files.list(from.resolve("step-" + step))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            return new Checkpoints(to, 5);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
