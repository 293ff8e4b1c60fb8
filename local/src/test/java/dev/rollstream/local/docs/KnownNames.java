package dev.rollstream.local.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.runtime.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** What queries may name: our own series, what our rules record, and what is borrowed. */
final class KnownNames {
    /** The folder with what an operator deploys. */
    static final Path DEPLOY = Path.of("").toAbsolutePath().getParent().resolve("deploy");

    static final Path RULES = DEPLOY.resolve("prometheus/rules/rollstream.yml");

    /** Of Prometheus itself, of histograms, and of the metrics that are borrowed. */
    private static final Set<String> OTHER_LABELS = Set.of("job", "instance", "le", "client_id", "area");

    private final Set<String> series = new TreeSet<>(Set.of("up"));
    private final Set<String> labels = new TreeSet<>(OTHER_LABELS);

    KnownNames() throws IOException {
        Catalogues.metrics().map(Metric::series).forEach(series::addAll);
        Catalogues.metrics().map(Metric::labels).forEach(labels::addAll);
        Stream.of(BorrowedMetrics.KAFKA, BorrowedMetrics.PROCESS).forEach(series::addAll);
        rules().stream()
                .filter(rule -> rule.has("record"))
                .forEach(rule -> series.add(rule.path("record").asText()));
    }

    Set<String> series() {
        return series;
    }

    Set<String> labels() {
        return labels;
    }

    /** All rules, in the order of the file. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        yaml(RULES).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** A file of YAML, as if it were JSON. */
    static JsonNode yaml(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        // The compose file repeats itself by reference.
        options.setMaxAliasesForCollections(500);
        Object content = new Yaml(options).load(Files.readString(file));
        return new ObjectMapper().valueToTree(content);
    }
}
