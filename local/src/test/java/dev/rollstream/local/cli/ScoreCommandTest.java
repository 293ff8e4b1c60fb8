package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RIGHT =
            "{\"id\":\"a\",\"response\":\"<think>look</think> \\\\boxed{3}\",\"ground_truth\":\"3\"}\n";

    @Test
    void scoresStandardInputToStandardOutput() throws Exception {
        // When
        Cli.Result result = new Cli().stdin(RIGHT).execute("score");

        // Then
        assertThat(result.code()).isZero();
        JsonNode line = JSON.readTree(result.out());
        assertThat(line.get("id").asText()).isEqualTo("a");
        assertThat(line.get("accuracy").asDouble()).isEqualTo(1.0);
        assertThat(line.get("extracted").asText()).isEqualTo("3");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void malformedLineBecomesAnErrorLineAndTheRestGoesOn() throws Exception {
        // When
        Cli.Result result = new Cli().stdin(RIGHT + "{broken\n" + RIGHT).execute("score", "-");

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(3);
        assertThat(JSON.readTree(result.lines().get(1)).get("line").asInt()).isEqualTo(2);
        assertThat(JSON.readTree(result.lines().get(1)).has("error")).isTrue();
        assertThat(JSON.readTree(result.lines().get(2)).get("accuracy").asDouble())
                .isEqualTo(1.0);
        assertThat(result.err()).contains("1 unreadable");
    }

    @Test
    void readsAndWritesFiles(@TempDir Path directory) throws Exception {
        // Given
        Path in = Files.writeString(directory.resolve("in.jsonl"), RIGHT);
        Path out = directory.resolve("out.jsonl");

        // When
        Cli.Result result = Cli.run("score", in.toString(), "--out", out.toString());

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(JSON.readTree(out.toFile()).get("overall").asDouble()).isPositive();
    }

    @Test
    void missingFileIsNamed() {
        // When
        Cli.Result result = Cli.run("score", "/no/such/file.jsonl");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err()).isEqualTo("rollstream: /no/such/file.jsonl does not exist\n");
    }

    @Test
    void unwritableOutputIsNamed() {
        // When
        Cli.Result result = new Cli().stdin(RIGHT).execute("score", "--out", "/no/such/folder/out.jsonl");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err())
                .startsWith("rollstream: cannot write to /no/such/folder/out.jsonl")
                .hasLineCount(1);
    }

    @Test
    void folderAsInputIsRefused(@TempDir Path directory) {
        // When
        Cli.Result result = Cli.run("score", directory.toString());

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err()).contains("is a folder");
    }
}
