package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsPyTorch
class SavingTest {
    @TempDir
    private Path folder;

    private final Weights weights = Weights.random(Toys.SIZE, 1);
    private final AdamW optimiser = new AdamW(weights);

    @AfterEach
    void close() {
        optimiser.close();
        weights.close();
    }

    @Test
    void learningGoesOnExactlyWhereItWasSaved() throws IOException {
        // Given
        learn(weights, optimiser, 3);
        String weightsDigest = weights.save(folder.resolve("weights"));
        String optimiserDigest = optimiser.save(folder.resolve("optimiser"));
        learn(weights, optimiser, 3);

        // When
        try (Weights loaded = Weights.load(folder.resolve("weights"), Toys.SIZE, weightsDigest);
                AdamW restored = AdamW.load(folder.resolve("optimiser"), loaded, optimiserDigest)) {
            learn(loaded, restored, 3);

            // Then
            assertThat(restored.steps()).isEqualTo(6);
            weights.arrays().forEach((name, array) -> assertThat(
                            loaded.arrays().get(name).toFloatArray())
                    .as(name)
                    .isEqualTo(array.toFloatArray()));
        }
    }

    @Test
    void theDigestIsThatOfTheFileAndNothingElseIsLeft() throws Exception {
        Path file = folder.resolve("weights");
        String digest = weights.save(file);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(digest)
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anotherFileThanAnnouncedIsRefused() throws IOException {
        // Given
        Path file = folder.resolve("weights");
        String digest = weights.save(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        // When, Then
        assertThatThrownBy(() -> Weights.load(file, Toys.SIZE, digest))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("is not the file that was announced")
                .hasMessageContaining(digest);
    }

    @Test
    void whatIsNoPlainFileIsNotRead() throws IOException {
        // Given
        Path huge = folder.resolve("huge");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        // When, Then
        for (Path path : List.of(folder, huge)) {
            assertThatThrownBy(() -> Weights.load(path, Toys.SIZE, "0".repeat(64)))
                    .isInstanceOf(PolicyFileException.class)
                    .hasMessageContaining("holds no weights");
        }
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws IOException {
        Path file = folder.resolve("weights");
        String digest = weights.save(file);
        ModelSize other = new ModelSize(20, 12, 2, 1, 64);
        assertThatThrownBy(() -> Weights.load(file, other, digest))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("width 16")
                .hasMessageContaining("width 20");
    }

    @Test
    void arraysOfAnotherShapeAreRefusedByName() throws IOException {
        // Given: the state of an optimiser of a wider model
        Path file = folder.resolve("optimiser");
        String digest;
        try (Weights wide = Weights.random(new ModelSize(20, 12, 2, 1, 64), 1);
                AdamW other = new AdamW(wide)) {
            digest = other.save(file);
        }

        // When, Then
        assertThatThrownBy(() -> AdamW.load(file, weights, digest))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("'tile.dense'")
                .hasMessageContaining("(20, 128)")
                .hasMessageContaining("(16, 128)");
    }

    @Test
    void filesThatAreNoneAreRefused() throws Exception {
        String[] contents = {
            "",
            "short",
            "\u0007\0\0\0\0\0\0\0not json",
            "\u0002\0\0\0\0\0\0\u0070{}",
            "%s{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}}",
            "%s{\"a\":{\"dtype\":\"F16\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            "%s{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,-4]}}",
            "%s{\"a\":7}"
        };
        for (String content : contents) {
            String filled = content.formatted((char) (content.length() - 2) + "\0\0\0\0\0\0\0");
            Path file = Files.write(folder.resolve("bad"), filled.getBytes(StandardCharsets.ISO_8859_1));
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
            assertThatThrownBy(() -> Weights.load(file, Toys.SIZE, digest))
                    .as(content)
                    .isInstanceOf(PolicyFileException.class)
                    .hasMessageContaining("is not a safetensors file");
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("tensors");
        TensorFile written = new TensorFile(
                Map.of("who", "a test"),
                Map.of("a", new TensorFile.Tensor(new long[] {2, 2}, new float[] {1, -2.5f, Float.MIN_VALUE, 0})));
        TensorFile read = TensorFile.read(file, written.write(file));
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    private static void learn(Weights weights, AdamW optimiser, int steps) {
        Trainer trainer = new Trainer(weights, optimiser, Optional.empty());
        List<PromptFeatures> prompts = Toys.prompts(2);
        for (int step = 0; step < steps; step++) {
            trainer.imitate(prompts, Toys.rows(2), AdamWSettings.of(0.01));
        }
    }
}
