package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.rollstream.local.cli.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies under deploy/kubernetes holds together, and keeps what the compose file promises. */
class KubernetesFilesTest {
    private static final String BASE = "base";
    private static final String GPU = "gpu";
    private static final String NAME = "app.kubernetes.io/name";

    private final ManifestKinds kinds = new ManifestKinds();

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void everyObjectHasOnlyWhatItsKindKnows(String folder) throws IOException {
        assertThat(Manifest.of(folder)).isNotEmpty().allSatisfy(manifest -> assertThatCode(
                        () -> kinds.mustAccept(manifest))
                .as(manifest.toString())
                .doesNotThrowAnyException());
    }

    @Test
    void aFieldThatIsSpeltWronglyIsRefusedAtAnyDepth() throws IOException {
        for (Path file : Manifest.files(BASE)) {
            // Given
            String text = Files.readString(file);
            List<String> wrong = Stream.of(
                            "readOnlyRootFilesystem", "replicas:", "ignoreNullValues", "operations:", "podSelector:")
                    .filter(text::contains)
                    .map(word -> text.replaceFirst(word, "x" + word))
                    .toList();

            // When / Then
            for (String broken : wrong) {
                List<Manifest> manifests = Manifest.of(file, broken);
                assertThatThrownBy(() -> {
                            for (Manifest manifest : manifests) {
                                kinds.mustAccept(manifest);
                            }
                        })
                        .as(file.toString())
                        .isInstanceOf(UnrecognizedPropertyException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void kustomizeIsToldOfEveryFile(String folder) throws IOException {
        // When
        JsonNode told = Manifest.kustomization(folder);

        // Then
        List<String> names = new ArrayList<>();
        told.path("resources").forEach(resource -> names.add(resource.asText()));
        told.path("patches").findValuesAsText("path").forEach(names::add);
        assertThat(names)
                .filteredOn(name -> name.endsWith(".yaml"))
                .containsExactlyInAnyOrderElementsOf(Manifest.files(folder).stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    @Test
    void everyPodIsBoundedAndHardened() throws IOException {
        // When
        List<Manifest> workloads = workloads();

        // Then
        assertThat(workloads)
                .extracting(Manifest::name)
                .containsExactlyInAnyOrder(
                        "topics", "registry", "tasks", "worker", "scorer", "aggregator", "learner", "lag", "ui");
        assertThat(workloads).allSatisfy(workload -> {
            JsonNode pod = workload.pod().orElseThrow().path("spec");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isEqualTo(30);
            assertThat(pod.path("containers")).hasSize(1);
            JsonNode user = pod.path("securityContext");
            assertThat(user.path("runAsNonRoot").asBoolean()).isTrue();
            assertThat(user.path("runAsUser").asInt()).isPositive();
            assertThat(user.path("seccompProfile").path("type").asText()).isEqualTo("RuntimeDefault");
            JsonNode container = workload.container().path("securityContext");
            assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.path("capabilities").path("drop").path(0).asText())
                    .isEqualTo("ALL");
            JsonNode resources = workload.container().path("resources");
            assertThat(resources.path("requests").size()).isEqualTo(2);
            assertThat(resources.path("limits").size()).isEqualTo(2);
        });
    }

    @Test
    void everyStageIsAskedHowItFaresAtItsOwnEndpoints() throws IOException {
        assertThat(workloads())
                .filteredOn(workload -> !Set.of("topics", "registry").contains(workload.name()))
                .hasSize(7)
                .allSatisfy(stage -> {
                    assertThat(path(stage, "startupProbe")).isEqualTo("/healthz");
                    assertThat(path(stage, "livenessProbe")).isEqualTo("/healthz");
                    assertThat(path(stage, "readinessProbe")).isEqualTo("/readyz");
                    assertThat(stage.container()
                                    .path("ports")
                                    .path(0)
                                    .path("containerPort")
                                    .asText())
                            .isEqualTo(portOfTheImage());
                });
    }

    private static String path(Manifest stage, String probe) {
        return stage.container().path(probe).path("httpGet").path("path").asText();
    }

    private static String portOfTheImage() throws IOException {
        return Files.readString(KnownNames.DEPLOY.resolve("docker/Dockerfile"))
                .replaceFirst("(?s).*ROLLSTREAM_HTTP_PORT=(\\d+).*", "$1");
    }

    @Test
    void imagesAreThoseOfTheComposeFile() throws IOException {
        // Given
        JsonNode services = KnownNames.yaml(KnownNames.DEPLOY.resolveSibling("docker-compose.yml"))
                .path("services");
        String registry = services.path("registry").path("image").asText();

        // When
        Map<String, String> images = new TreeMap<>();
        workloads()
                .forEach(workload -> images.put(
                        workload.name(), workload.container().path("image").asText()));
        JsonNode renamed = Manifest.kustomization(BASE).path("images").path(0);

        // Then
        assertThat(services.path("worker").path("image").asText()).isEqualTo("rollstream:${ROLLSTREAM_VERSION:-dev}");
        assertThat(images).containsEntry("registry", registry);
        assertThat(images.values()).isSubsetOf(Set.of(registry, Manifest.OURS));
        assertThat(renamed.path("name").asText() + ":" + renamed.path("newTag").asText())
                .isEqualTo(Manifest.OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void commandsAreUnderstood(String folder) throws IOException {
        assertThat(Manifest.of(folder))
                .extracting(Manifest::command)
                .filteredOn(command -> !command.isEmpty())
                .hasSizeGreaterThan(1)
                .allSatisfy(CommandLines::mustBeUnderstood);
    }

    @Test
    void environmentVariablesAreThoseOfOptions() throws IOException {
        // Given
        String options = Files.readString(KnownNames.DEPLOY.resolveSibling("docs/options.md"));

        // When
        JsonNode settings = Manifest.of(BASE).stream()
                .filter(manifest ->
                        manifest.kind().equals("ConfigMap") && manifest.name().equals("rollstream"))
                .findFirst()
                .orElseThrow()
                .json()
                .path("data");

        // Then
        assertThat(settings.fieldNames()).toIterable().isNotEmpty().allSatisfy(variable -> assertThat(options)
                .contains("`" + variable + "`"));
    }

    @Test
    void everySelectorMeetsItsPods() throws IOException {
        // Given
        List<JsonNode> pods = workloads().stream()
                .map(workload -> workload.pod().orElseThrow().path("metadata").path("labels"))
                .toList();

        // When
        List<Manifest> selecting = Manifest.of(BASE).stream()
                .filter(manifest -> Set.of(
                                "Service",
                                "Deployment",
                                "StatefulSet",
                                "PodDisruptionBudget",
                                "NetworkPolicy",
                                "PodMonitor")
                        .contains(manifest.kind()))
                .toList();

        // Then
        assertThat(selecting).hasSizeGreaterThan(15).allSatisfy(manifest -> assertThat(pods)
                .as(manifest.toString())
                .anyMatch(labels -> meets(selector(manifest), labels)));
        assertThat(selecting)
                .filteredOn(manifest -> manifest.kind().equals("PodDisruptionBudget"))
                .extracting(Manifest::name)
                .containsExactlyInAnyOrder("worker", "scorer", "aggregator", "registry");
    }

    private static JsonNode selector(Manifest manifest) {
        JsonNode spec = manifest.json().path("spec");
        JsonNode selector = spec.has("podSelector") ? spec.path("podSelector") : spec.path("selector");
        return selector.has("matchLabels") ? selector.path("matchLabels") : selector;
    }

    private static boolean meets(JsonNode selector, JsonNode labels) {
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(label -> labels.path(label.getKey()).equals(label.getValue()));
    }

    @Test
    void whatIsScaledIsThereAndSaysNoNumberOfItsOwn() throws IOException {
        // Given
        KnownNames known = new KnownNames();
        List<Manifest> scaled = Manifest.of(BASE).stream()
                .filter(manifest -> manifest.kind().equals("ScaledObject"))
                .toList();

        // Then
        assertThat(scaled).extracting(Manifest::name).containsExactlyInAnyOrder("worker", "scorer");
        for (Manifest one : scaled) {
            JsonNode target = one.json().path("spec").path("scaleTargetRef");
            Manifest workload = workloads().stream()
                    .filter(any -> any.name().equals(target.path("name").asText())
                            && any.kind().equals(target.path("kind").asText("Deployment")))
                    .findFirst()
                    .orElseThrow();
            assertThat(workload.json().path("spec").has("replicas")).isFalse();
            for (String query : one.json().findValuesAsText("query")) {
                PromQl read = new PromQl(query);
                assertThat(read.metrics()).as(query).isNotEmpty().isSubsetOf(known.series());
                assertThat(read.labels()).as(query).isSubsetOf(known.labels());
            }
        }
    }

    @Test
    void prometheusUnderstandsWhatIsScaledBy(@TempDir Path folder) throws Exception {
        // Given
        Set<String> queries = new TreeSet<>();
        for (Manifest manifest : Manifest.of(BASE)) {
            if (manifest.kind().equals("ScaledObject")) {
                queries.addAll(manifest.json().findValuesAsText("query"));
            }
        }
        StringBuilder rules = new StringBuilder("groups:\n  - name: scaling\n    rules:\n");
        queries.forEach(query -> rules.append("      - {record: \"scaled:by\", expr: '")
                .append(query)
                .append("'}\n"));
        Path file = Files.writeString(folder.resolve("scaling.yml"), rules);

        // When / Then
        assertThat(queries).hasSize(2);
        Promtool.mustAccept(List.of("check", "rules", "--lint=none", file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void kustomizePutsItTogether(String folder) throws Exception {
        // When
        String whole = Kubectl.kustomize(Manifest.FOLDER.resolve(folder));

        // Then
        List<Manifest> manifests = Manifest.of(Manifest.FOLDER.resolve(folder), whole);
        for (Manifest manifest : manifests) {
            kinds.mustAccept(manifest);
        }
        assertThat(manifests)
                .filteredOn(manifest -> !manifest.kind().equals("Namespace"))
                .hasSizeGreaterThan(30)
                .allSatisfy(manifest -> assertThat(manifest.json()
                                .path("metadata")
                                .path("namespace")
                                .asText())
                        .isEqualTo("rollstream"));
        assertThat(manifests)
                .filteredOn(
                        manifest -> manifest.container().path("image").asText().equals(Manifest.OURS))
                .hasSize(folder.equals(GPU) ? 7 : 8)
                .extracting(Manifest::command)
                .allSatisfy(CommandLines::mustBeUnderstood);
        assertThat(unmounted(manifests)).isEmpty();
    }

    /** Mounts without a volume. */
    private static List<String> unmounted(List<Manifest> manifests) {
        List<String> unmounted = new ArrayList<>();
        for (Manifest manifest : manifests) {
            Set<String> volumes = new TreeSet<>();
            JsonNode spec = manifest.json().path("spec");
            Stream.of(spec.path("template").path("spec").path("volumes"), spec.path("volumeClaimTemplates"))
                    .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
                    .map(volume -> volume.path("name")
                            .asText(volume.path("metadata").path("name").asText()))
                    .forEach(volumes::add);
            manifest.container().path("volumeMounts").findValuesAsText("name").stream()
                    .filter(mount -> !volumes.contains(mount))
                    .forEach(mount -> unmounted.add(manifest + " mounts " + mount));
        }
        return unmounted;
    }

    @Test
    void everyStageIsSomebodyOfItsOwn() throws IOException {
        // Given
        Set<String> users = new TreeSet<>();
        for (Manifest manifest : Manifest.of(BASE)) {
            if (manifest.kind().equals("KafkaUser")) {
                users.add(manifest.name());
            }
        }
        Map<String, String> expected = Map.of("topics", "admin", "lag", "watcher", "ui", "watcher");

        // Then
        assertThat(workloads())
                .filteredOn(workload -> !workload.name().equals("registry"))
                .allSatisfy(workload -> {
                    String user = workload.json()
                            .findPath("projected")
                            .findPath("secret")
                            .path("name")
                            .asText();
                    assertThat(user).isEqualTo(expected.getOrDefault(workload.name(), workload.name()));
                    assertThat(users).contains(user);
                    assertThat(workload.pod()
                                    .orElseThrow()
                                    .path("metadata")
                                    .path("labels")
                                    .path(NAME)
                                    .asText())
                            .isEqualTo(workload.name());
                });
    }

    private static List<Manifest> workloads() throws IOException {
        return Manifest.of(BASE).stream()
                .filter(manifest -> manifest.pod().isPresent())
                .toList();
    }
}
