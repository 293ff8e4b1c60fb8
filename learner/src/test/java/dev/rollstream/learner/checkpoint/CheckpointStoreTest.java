package dev.rollstream.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.policy.AdamW;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    private static final ModelSize SIZE = new ModelSize(16, 12, 2, 1, 64);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Weights weights;

    @SuppressWarnings("NullAway.Init")
    private AdamW optimiser;

    @BeforeEach
    void makeWeights() {
        assumeThat(NativeEngine.unavailable(1)).isEmpty();
        weights = Weights.random(SIZE, 1);
        optimiser = new AdamW(weights);
    }

    @AfterEach
    void freeWeights() {
        optimiser.close();
        weights.close();
    }

    private static Manifest manifest(long step, Manifest.Files files) {
        return new Manifest(
                Manifest.FORMAT,
                "alice",
                new Manifest.Lineage("policy", step, step + 1, step == 0 ? null : step),
                new Manifest.Place(
                        "t.advantages",
                        new TreeMap<>(Map.of(0, 17L, 1, 4L)),
                        8,
                        new TreeMap<>(Map.of("TRAINED", 8L * step)),
                        List.of(new Manifest.Settled("run/3", "run", 1, 3, ReceiptOutcome.STALE, "too old"))),
                files,
                new TreeMap<>(Map.of("loss", "default")),
                new TreeMap<>(Map.of("reward", 0.25)));
    }

    private Checkpoint write(CheckpointStore store, long step) throws IOException {
        return store.write(step, weights, optimiser, files -> manifest(step, files));
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            // Given
            store.writeReference(weights);

            // When
            Checkpoint written = write(store, 3);

            // Then
            Checkpoint read = store.latest().orElseThrow();
            assertThat(read).isEqualTo(written).isEqualTo(Checkpoint.read(folder, 3));
            assertThat(read.manifest().files().weights())
                    .isEqualTo(read.manifest().files().reference());
            try (Weights loaded =
                    Weights.load(read.weights(), SIZE, read.manifest().files().weights())) {
                assertThat(loaded.count()).isEqualTo(weights.count());
            }
        }
    }

    @Test
    void whatACrashLeftUnfinishedIsNeverTheLatest() throws IOException {
        // Given
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            store.writeReference(weights);
            write(store, 1);
        }
        Path unfinished = Files.createDirectories(folder.resolve("step-2.unfinished"));
        Files.writeString(unfinished.resolve("weights.safetensors"), "half");

        // When
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            // Then
            assertThat(store.latest().orElseThrow().manifest().lineage().step()).isEqualTo(1);
            assertThat(unfinished).doesNotExist();
        }
    }

    @Test
    void whatWasToBeReplacedComesBackAfterACrashBetween() throws IOException {
        // Given
        Checkpoint written;
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            store.writeReference(weights);
            written = write(store, 1);
        }
        Files.move(written.folder(), folder.resolve("step-1.former"));
        Files.createDirectories(folder.resolve("step-1.unfinished"));

        // When
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            // Then
            assertThat(store.latest()).contains(written);
            assertThat(write(store, 1)).isEqualTo(written);
            assertThat(folder.resolve("step-1.former")).doesNotExist();
        }
    }

    @Test
    void keepsTheNewestOnes() throws IOException {
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            // Given
            store.writeReference(weights);
            for (long step = 8; step <= 12; step++) {
                write(store, step);
            }

            // When
            store.prune(3);

            // Then
            assertThat(Checkpoint.steps(folder)).containsExactly(10L, 11L, 12L);
        }
    }

    @Test
    void oneAtATimeHasItOpen() throws IOException {
        CheckpointStore first = CheckpointStore.open(folder);

        assertThatThrownBy(() -> CheckpointStore.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("another learner");
        first.close();
        CheckpointStore.open(folder).close();
    }

    @Test
    void saysWhatIsWrongWithACheckpoint() throws IOException {
        // Given
        try (CheckpointStore store = CheckpointStore.open(folder)) {
            store.writeReference(weights);
            write(store, 4);
        }
        Path manifest = folder.resolve("step-4").resolve("checkpoint.json");
        String sound = Files.readString(manifest);

        // When Then
        assertThatThrownBy(() -> Checkpoint.read(folder, 9))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no checkpoint of step 9")
                .hasMessageContaining("[4]");
        Files.writeString(manifest, sound.substring(0, sound.length() / 2));
        assertThatThrownBy(() -> Checkpoint.read(folder, 4))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is damaged");
        Files.writeString(manifest, sound.replace(Manifest.FORMAT, "other/9"));
        assertThatThrownBy(() -> Checkpoint.read(folder, 4))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has format other/9");
    }
}
