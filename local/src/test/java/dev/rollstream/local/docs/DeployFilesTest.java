package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The files that run the stream elsewhere keep their promises, and the versions of the build. */
class DeployFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path GRAFANA = ROOT.resolve("deploy/grafana");

    @Test
    void everyServiceIsBoundedAndHardened() throws IOException {
        // When
        Map<String, Map<String, Object>> services = services();

        // Then
        assertThat(services).containsKeys("kafka", "registry", "tasks", "worker", "scorer", "aggregator", "learner");
        services.forEach((name, service) -> {
            assertThat(service)
                    .as(name)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsKeys("restart", "healthcheck", "profiles", "logging");
            assertThat(limits(service)).as(name).containsKeys("cpus", "memory", "pids");
        });
    }

    @Test
    void theStagesThatShareTheirWorkRunTwice() throws IOException {
        // When
        Map<String, Map<String, Object>> services = services();

        // Then
        assertThat(List.of("worker", "scorer", "aggregator"))
                .allSatisfy(
                        stage -> assertThat(at(services.get(stage), "deploy")).containsEntry("replicas", 2));
    }

    @Test
    void imagesArePinnedToTheVersionsOfTheBuild() throws IOException {
        // Given
        String apicurio = Files.readString(ROOT.resolve("pom.xml"))
                .replaceFirst("(?s).*<apicurio.version>(.*?)</apicurio.version>.*", "$1");

        // When
        Map<String, String> images = new TreeMap<>();
        services().forEach((name, service) -> images.put(name, String.valueOf(service.get("image"))));

        // Then
        assertThat(images.values())
                .allMatch(image -> image.matches("[^:]+:(v?[0-9].*|\\$\\{ROLLSTREAM_VERSION:-dev})"));
        assertThat(images).containsEntry("kafka", "apache/kafka:" + AppInfoParser.getVersion());
        assertThat(images.get("registry")).endsWith(":" + apicurio);
    }

    @Test
    void dashboardsReadTheProvisionedDataSource() throws IOException {
        // Given
        Map<String, Object> provisioned = yaml(GRAFANA.resolve("provisioning/datasources/prometheus.yml"));
        List<?> sources = (List<?>) Objects.requireNonNull(provisioned.get("datasources"));
        String uid = String.valueOf(((Map<?, ?>) sources.get(0)).get("uid"));

        // When
        List<JsonNode> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                dashboards.add(new ObjectMapper().readTree(file.toFile()));
            }
        }

        // Then
        assertThat(dashboards).isNotEmpty().allSatisfy(dashboard -> {
            assertThat(dashboard.findValuesAsText("expr")).isNotEmpty().doesNotContain("");
            assertThat(dashboard.findValues("datasource"))
                    .allSatisfy(
                            source -> assertThat(source.path("uid").asText()).isIn(uid, "${datasource}"));
            List<Integer> ids = new ArrayList<>();
            dashboard.path("panels").forEach(panel -> ids.add(panel.path("id").asInt()));
            assertThat(ids).doesNotHaveDuplicates();
        });
    }

    @SuppressWarnings("unchecked") // the shape of a compose file
    private static Map<String, Map<String, Object>> services() throws IOException {
        return (Map<String, Map<String, Object>>)
                Objects.requireNonNull(yaml(ROOT.resolve("docker-compose.yml")).get("services"));
    }

    private static Map<String, Object> limits(Map<String, Object> service) {
        return at(at(at(service, "deploy"), "resources"), "limits");
    }

    @SuppressWarnings("unchecked") // the shape of a compose file
    private static Map<String, Object> at(Map<String, Object> parent, String key) {
        assertThat(parent).containsKey(key);
        return (Map<String, Object>) Objects.requireNonNull(parent.get(key));
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(500);
        return new Yaml(options).load(Files.readString(file));
    }
}
