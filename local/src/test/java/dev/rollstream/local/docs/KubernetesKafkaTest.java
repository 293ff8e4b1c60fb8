package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollstream.avro.Topics;
import dev.rollstream.local.topics.AccessRules;
import dev.rollstream.local.topics.Role;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;

/** Kafka under deploy/kubernetes: its settings are those of the compose file, its users' rights those of the code, its alerts our own. */
class KubernetesKafkaTest {
    private static final String BASE = "base";
    private static final GeneratedPage USERS =
            new GeneratedPage("../deploy/kubernetes/base/users.yaml", KubernetesKafkaTest.class);
    private static final GeneratedPage ALERTS =
            new GeneratedPage("../deploy/kubernetes/base/alerts.yaml", KubernetesKafkaTest.class);
    private static final Path COMPOSE = KnownNames.DEPLOY.resolveSibling("docker-compose.yml");

    /** Of compose, what Strimzi decides itself, and what is so small for one machine only. */
    private static final List<String> OTHERWISE = List.of(
            "process.roles",
            "listeners",
            "listener.",
            "inter.broker.",
            "controller.",
            "log.dirs",
            "heap.opts",
            "group.initial.rebalance.delay.ms",
            "offsets.topic.num.partitions",
            "transaction.state.log.num.partitions",
            "share.coordinator.state.topic.num.partitions");

    @Test
    void brokersAreSetAsInTheComposeFile() throws IOException {
        // Given
        JsonNode compose = KnownNames.yaml(COMPOSE);
        Map<String, String> wanted = new TreeMap<>();
        for (String part : List.of("x-kafka-environment", "x-three-brokers")) {
            compose.path(part)
                    .properties()
                    .forEach(entry -> wanted.put(
                            property(entry.getKey()), entry.getValue().asText()));
        }
        wanted.keySet().removeIf(name -> OTHERWISE.stream().anyMatch(name::startsWith) || name.equals("CLUSTER_ID"));

        // When
        JsonNode kafka = object("Kafka", "rollstream").path("spec").path("kafka");
        Map<String, String> set = new TreeMap<>();
        kafka.path("config")
                .properties()
                .forEach(entry -> set.put(entry.getKey(), entry.getValue().asText()));

        // Then
        assertThat(set).hasSizeGreaterThan(8).isEqualTo(wanted);
        assertThat(kafka.path("version").asText()).isEqualTo(AppInfoParser.getVersion());
        assertThat(kafka.path("metadataVersion").asText())
                .isEqualTo(MetadataVersion.latestProduction().version());
    }

    private static String property(String variable) {
        return variable.startsWith("KAFKA_")
                ? variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.')
                : variable;
    }

    @Test
    void settingsOfClientsAreKafkas() throws Exception {
        // When
        Properties client = new Properties();
        client.load(new StringReader(object("ConfigMap", "rollstream-client")
                .path("data")
                .path("client.properties")
                .asText()));

        // Then
        Set<String> names = client.stringPropertyNames();
        assertThat(names)
                .contains("sasl.jaas.config", "ssl.truststore.location")
                .filteredOn(name -> !name.startsWith("config.providers."))
                .isSubsetOf(AdminClientConfig.configNames());
        assertThat(Class.forName(client.getProperty("config.providers.directory.class")))
                .isAssignableTo(ConfigProvider.class);
    }

    @Test
    void everyRoleHasTheRightsThatItNeedsAndNoOthers() throws IOException {
        // Given
        AccessRules rules = new AccessRules(new Topics("rollstream."), "workers", "learner");
        StringBuilder users = new StringBuilder(USERS.comment()).append('\n');
        users.append(
                        "# Somebody for each role, with the rights that 'rollstream topics acls' prints; Strimzi makes a secret with the")
                .append(" password of each.\n");

        // When
        for (Role role : Role.values()) {
            users.append(user(role.toString())).append("  authorization:\n    type: simple\n    acls:\n");
            byResource(rules.of(role, "User:" + role))
                    .forEach((resource, operations) -> users.append(right(type(resource), resource, operations)));
            users.append("---\n");
        }
        users.append("# Its schemas lie on a topic of its own, and its consumer groups have random names.\n");
        users.append(user("registry")).append("  authorization:\n    type: simple\n    acls:\n");
        users.append("""
                      - resource: {type: topic, name: kafkasql-journal, patternType: literal}
                        operations: [Create, DescribeConfigs, Read, Write]
                      - resource: {type: group, name: "*", patternType: literal}
                        operations: [Read]
                """);
        users.append("---\n# Whoever makes topics: a super user.\n").append(user("admin"));

        // Then
        USERS.mustBe(users.toString());
    }

    private static String user(String name) {
        return """
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaUser
                metadata:
                  name: %s
                  labels: {strimzi.io/cluster: rollstream}
                spec:
                  authentication: {type: scram-sha-512}
                """.formatted(name);
    }

    private static Map<ResourcePattern, List<String>> byResource(List<AclBinding> rights) {
        return rights.stream()
                .collect(Collectors.groupingBy(
                        AclBinding::pattern,
                        LinkedHashMap::new,
                        Collectors.mapping(right -> camel(right.entry().operation()), Collectors.toList())));
    }

    private static String camel(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String type(ResourcePattern resource) {
        return switch (resource.resourceType()) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
            default -> throw new IllegalArgumentException("no role has rights on " + resource);
        };
    }

    private static String right(String type, ResourcePattern resource, List<String> operations) {
        String pattern = resource.patternType() == PatternType.PREFIXED ? "prefix" : "literal";
        return """
                      - resource: {type: %s, name: %s, patternType: %s}
                        operations: [%s]
                """.formatted(type, resource.name(), pattern, String.join(", ", operations));
    }

    @Test
    void alertsAreThoseOfTheComposeFile() throws IOException {
        // Given
        String head = """
                %s
                # The rules of deploy/prometheus/rules/rollstream.yml, for Prometheus' operator.
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: rollstream
                spec:
                """.formatted(ALERTS.comment());
        StringBuilder alerts = new StringBuilder(head);

        // When
        Files.readString(KnownNames.RULES)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(
                        line -> alerts.append(line.isEmpty() ? "" : "  " + line).append('\n'));

        // Then
        ALERTS.mustBe(alerts.toString());
        assertThat(object("PrometheusRule", "rollstream").path("spec").path("groups"))
                .isEqualTo(KnownNames.yaml(KnownNames.RULES).path("groups"));
    }

    private static JsonNode object(String kind, String name) throws IOException {
        return Manifest.of(BASE).stream()
                .filter(manifest ->
                        manifest.kind().equals(kind) && manifest.name().equals(name))
                .findFirst()
                .orElseThrow()
                .json();
    }
}
