package dev.rollstream.local.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * One object of Kubernetes, as it stands in a file.
 *
 * @param file where
 * @param json what
 */
record Manifest(Path file, JsonNode json) {
    static final Path FOLDER = KnownNames.DEPLOY.resolve("kubernetes");
    static final String OURS = "rollstream:dev";

    private static final String KUSTOMIZATION = "kustomization.yaml";

    /** All objects of a folder under deploy/kubernetes, without what kustomize is told. */
    static List<Manifest> of(String folder) throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (Path file : files(folder)) {
            manifests.addAll(in(file));
        }
        return manifests;
    }

    /** The files of a folder that hold objects. */
    static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> !file.endsWith(KUSTOMIZATION)).sorted().toList();
        }
    }

    /** What kustomize is told in a folder. */
    static JsonNode kustomization(String folder) throws IOException {
        return in(FOLDER.resolve(folder).resolve(KUSTOMIZATION)).get(0).json();
    }

    private static List<Manifest> in(Path file) throws IOException {
        return of(file, Files.readString(file));
    }

    /** The objects of a text of YAML. */
    static List<Manifest> of(Path file, String text) {
        Iterable<Object> documents = new Yaml().loadAll(text);
        return StreamSupport.stream(documents.spliterator(), false)
                .map(document -> new Manifest(file, new ObjectMapper().<JsonNode>valueToTree(document)))
                .toList();
    }

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.path("metadata").path("name").asText();
    }

    /** The pods that it makes, if it does. */
    Optional<JsonNode> pod() {
        JsonNode template = json.path("spec").path("template");
        return template.has("spec") ? Optional.of(template) : Optional.empty();
    }

    /** Its first container. */
    JsonNode container() {
        return json.path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .path(0);
    }

    /** The words of its command. */
    List<String> command() {
        return StreamSupport.stream(container().path("args").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + kind() + " " + name();
    }
}
