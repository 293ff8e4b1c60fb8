package dev.rollstream.scorer.verifier;

import static dev.rollstream.scorer.verifier.Verdicts.component;
import static dev.rollstream.scorer.verifier.Verdicts.scored;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class OtherRewardCasesTest {
    /** Cases where the reference asks a computer algebra system, with what it says; the exact verifier says no. */
    private static final Map<String, String> NEED_SYMBOLIC_ALGEBRA = Map.of(
            "math-009", "x+1 equals 1+x",
            "math-016", "0-3-2-1 equals 0-2-3-1, both being -6: wrong for a sequence");

    private static final Map<String, Verifier> VERIFIERS =
            Map.of("math", new MathExactVerifier(), "r1v", new R1vVerifier(), "dapo", new DapoVerifier());

    @Test
    void equalsTheReferencesWhereNoAlgebraIsNeeded() throws IOException {
        // Given
        List<JsonNode> cases = GoldenCases.read("other_reward_cases.jsonl");

        // When
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode golden : cases) {
            if (!NEED_SYMBOLIC_ALGEBRA.containsKey(golden.get("id").textValue())) {
                compare(golden, softly);
            }
        }

        // Then
        assertThat(cases).hasSizeGreaterThan(40);
        softly.assertAll();
    }

    @Test
    void saysNoWhereOnlyAlgebraSaysYes() throws IOException {
        // Given
        List<JsonNode> cases = GoldenCases.read("other_reward_cases.jsonl");

        // When
        List<Double> accuracies = cases.stream()
                .filter(golden ->
                        NEED_SYMBOLIC_ALGEBRA.containsKey(golden.get("id").textValue()))
                .map(golden -> component(reward(golden), "accuracy"))
                .toList();

        // Then
        assertThat(accuracies).hasSize(NEED_SYMBOLIC_ALGEBRA.size()).containsOnly(0.0);
    }

    private static void compare(JsonNode golden, SoftAssertions softly) {
        Verdict.Scored reward = reward(golden);
        String id = golden.get("id").textValue();
        softly.assertThat(reward.overall())
                .as(id)
                .isEqualTo(golden.get("overall").doubleValue());
        for (RewardComponent part : reward.components()) {
            softly.assertThat(part.value())
                    .as(id + " " + part.name())
                    .isEqualTo(golden.get(part.name()).doubleValue());
        }
    }

    private static Verdict.Scored reward(JsonNode golden) {
        Map<String, String> config = new HashMap<>();
        for (String name : List.of("max_response_length", "overlong_buffer_length", "overlong_penalty_factor")) {
            if (golden.has(name)) {
                config.put(name, golden.get(name).asText());
            }
        }
        Integer length =
                golden.has("response_length") ? golden.get("response_length").intValue() : null;
        return scored(
                Objects.requireNonNull(VERIFIERS.get(golden.get("fn").textValue())),
                new Completion(golden.get("response").textValue(), length),
                new AnswerSpec(golden.get("ground_truth").textValue(), config));
    }
}
