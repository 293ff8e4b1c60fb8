package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.local.bench.CostBands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The load benchmark at its smallest: that it runs, proves its results, and says what each figure is beside its limit. */
class BenchCommandTest {
    @Test
    void measuresEverythingBesideItsLimit() throws IOException {
        // When
        Cli.Result result = Cli.run(
                "bench",
                "--measure",
                "throughput,latency,open-groups,slow-learner",
                "--tokens",
                "1024",
                "--group-size",
                "8",
                "--rollouts",
                "1000",
                "--rounds",
                "1",
                "--rate",
                "200",
                "--time",
                "1s",
                "--open-groups",
                "50",
                "--json",
                "-");

        // Then
        assertThat(result.code()).as(result.err()).isZero();
        List<JsonNode> rows = rows(result.out());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get("value").asDouble()).as(row.toString()).isNotNegative();
            assertThat(row.get("limit_value").asDouble()).as(row.toString()).isPositive();
            assertThat(row.get("ratio").asDouble()).as(row.toString()).isNotNegative();
        });
        assertThat(rows)
                .extracting(row -> row.get("unit").asText())
                .contains(
                        "rollouts/s",
                        "CPU s for 10^6 rollouts",
                        "bytes allocated a rollout",
                        "bytes written for a byte read",
                        "ms",
                        "s until ready, stores gone");
        checkWrittenBytes(rows);
        assertThat(result.err())
                .contains(
                        "| scorer + aggregator + GroupReader |",
                        "Latency: 1024 tokens",
                        "Open groups:",
                        "Slow learner:");
    }

    /**
     * What comes to the broker's logs. So short a run on a slow machine is largely commits (an eighth of the bytes read was seen);
     * a stage that wrote the payload again would be at 1, as the floor is that does.
     */
    private static void checkWrittenBytes(List<JsonNode> rows) {
        CostBands bands = CostBands.stored();
        List<JsonNode> written = rows.stream()
                .filter(row -> row.get("unit").asText().equals("bytes written for a byte read"))
                .toList();
        assertThat(written).hasSize(4);
        for (JsonNode row : written) {
            String what = row.get("name").asText().replaceAll(", 1024 tokens.*", "");
            bands.check(
                    "bytes written for a byte read, " + what, row.get("value").asDouble());
        }
    }

    private static List<JsonNode> rows(String lines) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> rows = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            rows.add(mapper.readTree(line));
        }
        return rows;
    }

    @Test
    void refusesWorkloadsOfNothing() {
        // When
        Cli.Result result = Cli.run("bench", "--rounds", "0");

        // Then
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--rounds must be at least 1, is 0");
    }
}
