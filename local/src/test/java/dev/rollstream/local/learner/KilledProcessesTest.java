package dev.rollstream.local.learner;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.local.cli.Jvm;
import dev.rollstream.producer.task.TaskProducerStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Learner and workers as processes of their own, killed without a word in the middle of their work. */
@Timeout(300)
class KilledProcessesTest {
    private static final int BATCH = LearningStream.BATCH;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private LearningStream stream;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void start() {
        stream = new LearningStream(folder);
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        stream.close();
    }

    private Process launch(String log, String... arguments) {
        List<String> connected = new ArrayList<>(List.of(arguments));
        connected.addAll(List.of("--bootstrap-servers", stream.stages().config().bootstrapServers()));
        connected.addAll(List.of("--schema-registry", stream.stages().config().schemaRegistry(), "--http-port", "0"));
        try {
            Process process = new ProcessBuilder(Jvm.rollstream(List.of(), connected))
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

    @Test
    void nothingIsTrainedTwiceOrSkippedWhoeverIsKilled() throws Exception {
        // Given
        Process doomed = launch("worker.log", "worker", "--engine", "builtin", "--concurrency", "2");
        launch("worker.log", "worker", "--engine", "builtin", "--concurrency", "2");
        TaskProducerStage producer = stream.startTasks("learner", OptionalLong.empty(), OptionalInt.of(3 * BATCH));

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
        assertThat(stream.violations()).isEmpty();
        assertThat(Checkpoint.read(checkpoints(), 9).manifest().place().counts())
                .containsEntry("TRAINED", 9L * BATCH);
    }
}
