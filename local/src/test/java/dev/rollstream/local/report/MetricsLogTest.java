package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.local.report.SyntheticRun.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsLogTest {
    @Test
    void everyKindOfFigureHasLinesThatAddUp() throws IOException {
        // Given
        Shape shape = new Shape(12, 5, 4, 10, 2_000);
        MemorySink sink = new MemorySink(RunReport.Options.ALL);
        new SyntheticRun(shape, sink, 2).write();

        // When
        List<JsonNode> lines = parsed(MetricsLog.render(sink.figures()));

        // Then
        assertThat(ofKind(lines, "learner")).hasSize(13).allSatisfy(line -> {
            assertThat(line.get("policy").asText()).isEqualTo(SyntheticRun.POLICY);
            assertThat(line.get("metrics").get("entropy").asDouble()).isBetween(0.4, 1.1);
        });
        assertThat(sum(ofKind(lines, "eval"), "groups")).isEqualTo(4L * 5 * 10);
        assertThat(ofKind(lines, "eval")).allSatisfy(line -> {
            assertThat(line.get("dataset").asText()).isEqualTo(SyntheticRun.DATASET);
            assertThat(line.get("accuracy_low").asDouble())
                    .isLessThanOrEqualTo(line.get("accuracy").asDouble());
        });
        List<JsonNode> train = ofKind(lines, "train");
        assertThat(sum(
                        train.stream()
                                .filter(line -> line.get("axis").asText().equals("version"))
                                .toList(),
                        "groups"))
                .isEqualTo(12L * 5);
        assertThat(sum(ofKind(lines, "stream"), "opened")).isEqualTo(12L * 5 + 4 * 5 * 10);
        assertThat(ofKind(lines, "staleness")).isNotEmpty();
    }

    @Test
    void whatIsNoNumberIsLeftOut() throws IOException {
        // Given
        RunFigures figures = new RunFigures(RunReport.Options.ALL);
        figures.onPolicyVersion(PolicyVersion.newBuilder()
                .setPolicyId("p")
                .setVersion(1)
                .setMetrics(Map.of("loss", Double.NaN, "entropy", 0.5))
                .build());

        // When
        List<JsonNode> lines = parsed(MetricsLog.render(figures));

        // Then
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line.get("metrics").toString()).isEqualTo("{\"entropy\":0.5}"));
    }

    private static List<JsonNode> parsed(String text) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }

    private static List<JsonNode> ofKind(List<JsonNode> lines, String kind) {
        return lines.stream()
                .filter(line -> line.get("kind").asText().equals(kind))
                .toList();
    }

    private static long sum(List<JsonNode> lines, String field) {
        return lines.stream().mapToLong(line -> line.get(field).asLong()).sum();
    }
}
