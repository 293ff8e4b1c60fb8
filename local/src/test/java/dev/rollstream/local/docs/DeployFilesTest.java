package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.local.cli.CommandLines;
import dev.rollstream.local.topics.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.assertj.core.api.InstanceOfAssertFactories;
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
    void everyStreamIsWatchedAndThePageTakesAToken() throws IOException {
        // When
        Map<String, Map<String, Object>> services = services();

        // Then
        assertThat(List.of("lag", "ui")).allSatisfy(watcher -> {
            assertThat(services.get(watcher)).containsEntry("profiles", List.of("core", "cluster"));
            assertThat(services.get(watcher + "-secure"))
                    .containsEntry("profiles", List.of("secure"))
                    .extractingByKey("volumes", InstanceOfAssertFactories.list(String.class))
                    .contains("secrets-watcher:/secrets:ro");
        });
        assertThat(words(services.get("lag"), "command")).containsExactly("lag", "--export");
        assertThat(words(services.get("ui"), "command"))
                .contains("ui", "--token-file")
                .doesNotContain("--show-answers");
    }

    @Test
    void whatIsPublishedIsForThisMachineAlone() throws IOException {
        assertThat(services().values())
                .flatExtracting(service -> words(service, "ports"))
                .isNotEmpty()
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void commandsOfTheServicesAreUnderstood() throws IOException {
        // When
        List<List<String>> commands = services().values().stream()
                .filter(service -> String.valueOf(service.get("image")).startsWith("rollstream:"))
                .map(service -> words(service, "command"))
                .filter(command -> !command.isEmpty())
                .toList();

        // Then
        assertThat(commands).hasSizeGreaterThan(10).allSatisfy(CommandLines::mustBeUnderstood);
    }

    @Test
    void everyRoleOfTheSecureStreamGetsItsPassword() throws IOException {
        // Given
        String roles = Stream.of(Role.values()).map(Role::toString).collect(Collectors.joining(" "));

        // When
        List<String> scripts = new ArrayList<>();
        for (String script : List.of("credentials", "users")) {
            scripts.add(Files.readString(ROOT.resolve("deploy/compose").resolve(script)));
        }

        // Then
        assertThat(scripts).allSatisfy(script -> assertThat(script).contains("for role in " + roles + ";"));
    }

    @Test
    void prometheusAsksEveryServiceThatHasMetrics() throws IOException {
        // Given
        List<String> measured = services().entrySet().stream()
                .filter(service -> service.getValue().get("profiles").equals(List.of("core", "cluster")))
                .map(Map.Entry::getKey)
                .filter(name -> !Set.of("registry", "ui").contains(name))
                .toList();

        // When
        String configuration = Files.readString(ROOT.resolve("deploy/prometheus/prometheus.yml"));

        // Then
        assertThat(configuration).contains("names: [" + String.join(", ", measured) + "]");
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

    private static List<String> words(Map<String, Object> service, String key) {
        return service.get(key) instanceof List<?> words
                ? words.stream().map(String::valueOf).toList()
                : List.of();
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
