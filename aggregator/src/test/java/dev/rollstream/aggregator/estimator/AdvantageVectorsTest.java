package dev.rollstream.aggregator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The golden cases of the sample data, where that folder is present. */
class AdvantageVectorsTest {

    private static final Map<String, String> NAMES = Map.of(
            "grpo", "grpo",
            "grpo_population_std", "grpo-population-std",
            "dr_grpo", "dr-grpo",
            "rloo", "rloo",
            "grpo_passk", "grpo-passk");
    private static final Pattern ILL_CONDITIONED = Pattern.compile(".*(large-offset|tiny-var|huge).*");

    private final ObjectMapper json = new ObjectMapper();
    private List<JsonNode> cases = List.of();

    @BeforeEach
    void readCases() throws IOException {
        String shared = System.getProperty("rollstream.shared", "");
        Path file = Path.of(shared, "vectors", "advantage_cases.jsonl");
        assumeTrue(!shared.isEmpty() && Files.isReadable(file), "sample data folder not present: " + file);
        cases = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            cases.add(json.readTree(line));
        }
    }

    @Test
    void everyGroupCaseIsMet() {
        int compared = 0;
        for (JsonNode group : ofKind("group")) {
            double[] rewards = numbers(group.get("rewards"));
            for (Map.Entry<String, JsonNode> expected : group.get("advantages").properties()) {
                String name = NAMES.get(expected.getKey());
                if (name != null) {
                    compared++;
                    assertMeets(group, name, rewards, expected.getValue());
                }
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    @Test
    void everyBatchCaseIsMetGroupByGroup() {
        int compared = 0;
        for (JsonNode batch : ofKind("batch")) {
            for (Map.Entry<String, JsonNode> expected : batch.get("advantages").properties()) {
                String name = NAMES.get(expected.getKey());
                if (name != null) {
                    compared++;
                    assertBatch(batch, name, numbers(expected.getValue()));
                }
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    private void assertBatch(JsonNode batch, String name, double[] expected) {
        double[] rewards = numbers(batch.get("rewards"));
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < rewards.length; i++) {
            members.computeIfAbsent(batch.get("uids").get(i).asText(), uid -> new ArrayList<>())
                    .add(i);
        }
        for (List<Integer> group : members.values()) {
            double[] advantages = estimator(batch, name)
                    .advantages(GroupScores.of(
                            group.stream().mapToDouble(i -> rewards[i]).toArray()));
            for (int j = 0; j < advantages.length; j++) {
                assertClose(batch, name, advantages[j], expected[group.get(j)]);
            }
        }
    }

    private void assertMeets(JsonNode group, String name, double[] rewards, JsonNode expected) {
        double[] advantages = estimator(group, name).advantages(GroupScores.of(rewards));
        if (rewards.length == 1) {
            assertThat(advantages).as("singleton rule of %s", name).containsExactly(0);
            return;
        }
        double[] values = numbers(expected);
        assertThat(advantages).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertClose(group, name, advantages[i], values[i]);
        }
        if (group.get("std_sample").asDouble() == 0) {
            assertThat(advantages).as(group.get("id").asText()).containsOnly(0);
        }
    }

    private static void assertClose(JsonNode golden, String name, double actual, double expected) {
        String id = golden.get("id").asText();
        boolean roundedMean = ILL_CONDITIONED.matcher(id).matches();
        double tolerance = roundedMean ? 1e-6 * Math.abs(expected) + 1e-9 : 1e-9 * Math.abs(expected) + 1e-12;
        assertThat(actual).as("%s of %s", name, id).isEqualTo(expected, within(tolerance));
    }

    private static Estimator estimator(JsonNode golden, String name) {
        boolean hasEpsilon = Estimators.create(name).parameters().containsKey("epsilon");
        return Estimators.create(
                name, hasEpsilon ? Map.of("epsilon", golden.get("eps").asText()) : Map.of());
    }

    private List<JsonNode> ofKind(String kind) {
        return cases.stream()
                .filter(golden -> golden.get("kind").asText().equals(kind))
                .toList();
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }
}
