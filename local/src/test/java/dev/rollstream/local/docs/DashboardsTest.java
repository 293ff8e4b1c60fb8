package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {
    private static final int COLUMNS = 24;

    /** Variables of Grafana's, as it fills them in. */
    private static final String RATE_INTERVAL = "$__rate_interval";

    /** A dashboard, named by its file in reports. */
    private record Dashboard(String file, JsonNode json) {
        static Dashboard of(Path path) {
            try {
                return new Dashboard(
                        path.getFileName().toString(),
                        JsonMapper.builder().build().readTree(path.toFile()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<JsonNode> panels() {
            List<JsonNode> panels = new ArrayList<>();
            json.path("panels").forEach(panels::add);
            return panels;
        }

        List<JsonNode> drawn() {
            return panels().stream()
                    .filter(panel -> !panel.path("type").asText().equals("row"))
                    .toList();
        }

        List<String> queries() {
            List<String> queries = new ArrayList<>();
            drawn().forEach(panel -> panel.path("targets")
                    .forEach(target -> queries.add(target.path("expr").asText())));
            return queries;
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static List<Dashboard> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(KnownNames.DEPLOY.resolve("grafana/dashboards"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::of)
                    .toList();
        }
    }

    @Test
    void thereIsOneForThePipelineForLearningAndForKafka() throws IOException {
        assertThat(dashboards())
                .extracting(dashboard -> dashboard.json().path("uid").asText())
                .containsExactly("rollstream-kafka", "rollstream-learning", "rollstream-pipeline");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void queriesNameOnlyWhatExists(Dashboard dashboard) throws IOException {
        // Given
        KnownNames known = new KnownNames();

        // When
        List<String> queries = dashboard.queries();

        // Then
        assertThat(queries).isNotEmpty().allSatisfy(query -> {
            PromQl read = new PromQl(query);
            assertThat(read.metrics()).as(query).isNotEmpty().isSubsetOf(known.series());
            assertThat(read.labels()).as(query).isSubsetOf(known.labels());
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsSayWhatTheyShowAndTakeTheDataSourceThatIsChosen(Dashboard dashboard) {
        assertThat(dashboard.drawn()).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("description").asText()).isNotEmpty();
            assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
        });
        assertThat(dashboard.panels())
                .extracting(panel -> panel.path("id").asInt())
                .doesNotHaveDuplicates();
        assertThat(dashboard
                        .json()
                        .path("templating")
                        .path("list")
                        .path(0)
                        .path("type")
                        .asText())
                .isEqualTo("datasource");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlap(Dashboard dashboard) {
        // Given
        List<String> cells = new ArrayList<>();

        // When
        for (JsonNode panel : dashboard.panels()) {
            JsonNode place = panel.path("gridPos");
            for (int y = 0; y < place.path("h").asInt(); y++) {
                for (int x = 0; x < place.path("w").asInt(); x++) {
                    cells.add((place.path("x").asInt() + x) + ","
                            + (place.path("y").asInt() + y));
                }
            }
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
        }

        // Then
        assertThat(cells).isNotEmpty().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void prometheusAcceptsTheQueries(Dashboard dashboard, @TempDir Path folder) throws Exception {
        // Given
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode root = json.createObjectNode();
        ObjectNode group = root.putArray("groups").addObject().put("name", "queries");
        ArrayNode rules = group.putArray("rules");
        List<String> queries = dashboard.queries();
        for (int i = 0; i < queries.size(); i++) {
            rules.addObject()
                    .put("record", "query:" + i)
                    .put("expr", queries.get(i).replace(RATE_INTERVAL, "1m"));
        }
        Path file = folder.resolve("queries.json");

        // When
        json.writeValue(file.toFile(), root);

        // Then
        Promtool.mustAccept(List.of("check", "rules", "--lint=none", file.toString()));
    }
}
