package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
    private static final Path RUNBOOK = KnownNames.DEPLOY.resolveSibling("docs/runbook.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (\\w+)$");

    @Test
    void rulesNameOnlyWhatExists() throws IOException {
        // Given
        KnownNames known = new KnownNames();

        // When
        List<JsonNode> rules = KnownNames.rules();

        // Then
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            PromQl query = new PromQl(rule.path("expr").asText());
            assertThat(query.metrics()).as(rule.toString()).isNotEmpty().isSubsetOf(known.series());
            assertThat(query.labels()).as(rule.toString()).isSubsetOf(known.labels());
        });
    }

    @Test
    void eachAlertLeadsToItsSectionOfTheRunbook() throws IOException {
        // When
        Set<String> sections = HEADING.matcher(Files.readString(RUNBOOK))
                .results()
                .map((MatchResult heading) -> heading.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(sections)
                .isEqualTo(alerts().map(AlertRulesTest::name).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(alerts()).allSatisfy(alert -> {
            assertThat(alert.path("annotations").path("runbook").asText())
                    .isEqualTo("docs/runbook.md#" + name(alert).toLowerCase(Locale.ROOT));
            assertThat(alert.path("annotations").path("summary").asText()).isNotEmpty();
            assertThat(alert.path("labels").path("severity").asText()).isIn("warning", "critical");
        });
    }

    @Test
    void eachAlertFiresInATest() throws IOException {
        // Given
        Set<String> firing = new TreeSet<>();

        // When
        for (Path file : unitTests()) {
            KnownNames.yaml(file).path("tests").forEach(test -> test.path("alert_rule_test")
                    .forEach(expectation -> {
                        if (!expectation.path("exp_alerts").isEmpty()) {
                            firing.add(expectation.path("alertname").asText());
                        }
                    }));
        }

        // Then
        assertThat(firing).isEqualTo(alerts().map(AlertRulesTest::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void prometheusAcceptsTheRulesAndTheirTests() throws Exception {
        // Given
        List<String> tests = unitTests().stream().map(Path::toString).toList();

        // When / Then
        Promtool.mustAccept(List.of("check", "rules", KnownNames.RULES.toString()));
        Promtool.mustAccept(
                Stream.concat(Stream.of("test", "rules"), tests.stream()).toList());
    }

    private static Stream<JsonNode> alerts() throws IOException {
        return KnownNames.rules().stream().filter(rule -> rule.has("alert"));
    }

    private static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }

    private static List<Path> unitTests() throws IOException {
        try (Stream<Path> files = Files.list(KnownNames.DEPLOY.resolve("prometheus/tests"))) {
            return files.sorted().toList();
        }
    }
}
