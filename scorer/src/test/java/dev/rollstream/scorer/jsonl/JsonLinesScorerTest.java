package dev.rollstream.scorer.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesScorerTest {
    private static final String GOOD = """
            {"id":"a","response":"<think>r</think>\\\\boxed{0-1}","ground_truth":"0-1"}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void scoresEachLine() throws IOException {
        // When
        ScoreSummary summary = score(
                "spatial-ssrl", GOOD + "\n\n{\"id\":7,\"response\":\"\",\"ground_truth\":\"A\",\"more\":[1]}\r\n");

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        {"id":"a","format":1.0,"accuracy":1.0,"overall":1.0,"extracted":"0-1"}
                        {"id":7,"format":0.0,"accuracy":0.0,"overall":0.0,"extracted":"None"}
                        """);
        assertThat(summary).isEqualTo(new ScoreSummary(2, 2, 0, 0));
    }

    @Test
    void keepsTheIdOfALineThatIsWrongLater() throws IOException {
        // When
        score("spatial-ssrl", GOOD + "\n{\"id\":\"b\",\"response\":5}\n" + GOOD);

        // Then
        JsonNode error = lines().get(1);
        assertThat(error.get("line").asInt()).isEqualTo(2);
        assertThat(error.get("id").asText()).isEqualTo("b");
        assertThat(error.get("error").asText()).contains("response");
        assertThat(lines()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "x",
                "null",
                "{\"response\":\"a\"}",
                "{\"ground_truth\":\"a\"}",
                "{\"response\":null,\"ground_truth\":\"a\"}",
                "{\"id\":{},\"response\":\"a\",\"ground_truth\":\"a\"}",
                "{\"response\":\"a\",\"ground_truth\":\"a\"} {}",
                "\0\0\0\0",
                "{\"response\":\"a\",\"ground_truth\":\"a\",\"response_length\":-1}",
                "{\"response\":\"\u0001\",\"ground_truth\":\"a\"}"
            })
    void goesOnAfterALineThatIsWrong(String wrong) throws IOException {
        // When
        ScoreSummary summary = score("spatial-ssrl", GOOD + "\n" + wrong + "\n" + GOOD + "\n");

        // Then
        assertThat(summary).isEqualTo(new ScoreSummary(3, 2, 0, 1));
        assertThat(lines().get(1).get("line").asInt()).isEqualTo(2);
        assertThat(lines().get(1).has("id")).isFalse();
    }

    @Test
    void reportsBytesThatAreNotUtf8() throws IOException {
        // Given
        byte[] wrong = "{\"response\":\"\u00ff\",\"ground_truth\":\"a\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream(wrong), new ByteArrayInputStream(GOOD.getBytes(StandardCharsets.UTF_8)));

        // When
        ScoreSummary summary = scorer("spatial-ssrl").run(in, out);

        // Then
        assertThat(summary).isEqualTo(new ScoreSummary(2, 1, 0, 1));
    }

    @Test
    void carriesAnyTextThrough() throws IOException {
        // Given
        String line =
                "{\"id\":\"\\ud800\",\"response\":\"\\\\boxed{\\ud83d\\ude00\\udfff\\u0000}\",\"ground_truth\":\"\"}";

        // When
        score("spatial-ssrl", "\ufeff" + line);

        // Then
        assertThat(lines().get(0).get("extracted").textValue()).isEqualTo("\ud83d\ude00\udfff\0");
        assertThat(lines().get(0).get("id").textValue()).isEqualTo("\ud800");
    }

    @Test
    void scoresOneCompletionOfFiftyMegabytes() throws IOException {
        // Given
        String head = "{\"id\":\"big\",\"response\":\"<think>";
        String tail = "</think>\\\\boxed{A}\",\"ground_truth\":\"A\"}\n";
        byte[] filler = "so / ".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII);
        InputStream in = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayInputStream(filler),
                new ByteArrayInputStream(tail.getBytes(StandardCharsets.UTF_8)))));

        // When
        ScoreSummary summary = scorer("spatial-ssrl").run(in, out);

        // Then
        assertThat(summary.scored()).isEqualTo(1);
        assertThat(lines().get(0).get("overall").asDouble()).isEqualTo(1.0);
    }

    @Test
    void scoresAMillionLinesInBoundedMemory() throws IOException {
        // Given
        byte[] thousand = (GOOD + "\n").repeat(1000).getBytes(StandardCharsets.UTF_8);
        InputStream in = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 1000)
                .mapToObj(i -> new ByteArrayInputStream(thousand))
                .toList()));

        // When
        ScoreSummary summary = scorer("spatial-ssrl").run(in, OutputStream.nullOutputStream());

        // Then
        assertThat(summary).isEqualTo(new ScoreSummary(1_000_000, 1_000_000, 0, 0));
    }

    @Test
    void shedsALineThatIsTooLong() throws IOException {
        // Given
        LineReader reader =
                new LineReader(new ByteArrayInputStream("abc\nabcdefgh\nxy".getBytes(StandardCharsets.UTF_8)), 4);

        // When
        reader.next();
        boolean firstTooLong = reader.isTooLong();
        reader.next();
        boolean secondTooLong = reader.isTooLong();
        reader.next();

        // Then
        assertThat(firstTooLong).isFalse();
        assertThat(secondTooLong).isTrue();
        assertThat(new String(reader.bytes(), 0, reader.length(), StandardCharsets.UTF_8))
                .isEqualTo("xy");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void addsTheVerifiersOwnComponentsAndTheReasonOfNone() throws IOException {
        // Given
        JsonLinesScorer scorer =
                new JsonLinesScorer(VerifierRegistry.builtIn().require("dapo"), Map.of("max_response_length", "10"));
        String lines = "{\"id\":1,\"response\":\"Answer: 5\",\"ground_truth\":\"5\",\"response_length\":11}\n"
                + "{\"id\":2,\"response\":\"Answer: 5\",\"ground_truth\":\"5\"}";

        // When
        ScoreSummary summary = scorer.run(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), out);

        // Then
        assertThat(lines().get(0).get("overlong").asDouble()).isEqualTo(-1.0);
        assertThat(lines().get(0).get("format").isNull()).isTrue();
        assertThat(lines().get(1).get("outcome").asText()).isEqualTo("UNSCORABLE");
        assertThat(lines().get(1).get("overall").isNull()).isTrue();
        assertThat(summary).isEqualTo(new ScoreSummary(2, 1, 1, 0));
    }

    private ScoreSummary score(String verifier, String input) throws IOException {
        return scorer(verifier).run(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out);
    }

    private static JsonLinesScorer scorer(String verifier) {
        return new JsonLinesScorer(VerifierRegistry.builtIn().require(verifier), Map.of());
    }

    private List<JsonNode> lines() throws IOException {
        ObjectMapper json = new ObjectMapper();
        return json.readerFor(JsonNode.class)
                .<JsonNode>readValues(out.toByteArray())
                .readAll();
    }
}
