package dev.rollstream.scorer.verifier;

import static dev.rollstream.scorer.verifier.Verdicts.component;
import static dev.rollstream.scorer.verifier.Verdicts.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpatialSsrlVerifierTest {
    private static final Duration FAR_BELOW_QUADRATIC = Duration.ofSeconds(60);

    private final SpatialSsrlVerifier verifier = new SpatialSsrlVerifier();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            right answer, right form  | <think>r</think>\\boxed{0-1-2-3}          | 0-1-2-3 | 1 | 1 | 1.0
            right answer, no thinking | \\boxed{0-1-2-3}                          | 0-1-2-3 | 0 | 1 | 0.9
            wrong answer, right form  | <think>r</think>\\boxed{3-1}              | 3-0     | 1 | 0 | 0.1
            no box                    | <think>r</think>3-0                       | 3-0     | 0 | 0 | 0.0
            spaced tags               | < think >r< / think >\\boxed{A}           | A       | 1 | 1 | 1.0
            space inside a tag's name | <th ink>r</th ink>\\boxed{A}              | A       | 0 | 1 | 0.9
            blanks inside the box     | <think>r</think>\\boxed{ A }              | A       | 1 | 1 | 1.0
            blanks inside a sequence  | <think>r</think>\\boxed{0 - 2}            | 0-2     | 1 | 0 | 0.1
            slash inside the box      | <think>r</think>\\boxed{1 / 2}            | 1/2     | 1 | 1 | 1.0
            truth is not normalised   | <think>r</think>\\boxed{1 / 2}            | 1 / 2   | 1 | 0 | 0.1
            last box wins             | <think>r</think>\\boxed{A}\\boxed{B}      | A       | 1 | 0 | 0.1
            box inside the thinking   | <think>\\boxed{A}</think>                 | A       | 0 | 1 | 0.9
            unclosed box hides        | <think>a</think>\\boxed{A} \\boxed{       | A       | 1 | 0 | 0.1
            unclosed box is None      | <think>r</think>\\boxed{A}\\boxed{B       | None    | 1 | 1 | 1.0
            nested boxes              | <think>r</think>\\boxed{\\boxed{A}}       | A       | 1 | 1 | 1.0
            nested braces             | <think>r</think>\\boxed{{A}}              | A       | 1 | 0 | 0.1
            escaped brace closes      | <think>r</think>\\boxed{a\\}b}            | a\\     | 1 | 1 | 1.0
            case matters              | <think>r</think>\\boxed{a}                | A       | 1 | 0 | 0.1
            capital tag               | <Think>r</Think>\\boxed{A}                | A       | 0 | 1 | 0.9
            """)
    void rewardsFormAndAnswer(
            String what, String response, String truth, double format, double accuracy, double overall) {
        // When
        Verdict.Scored reward = scored(verifier, response, truth);

        // Then
        assertThat(component(reward, "format")).as(what).isEqualTo(format);
        assertThat(component(reward, "accuracy")).as(what).isEqualTo(accuracy);
        assertThat(reward.overall()).as(what).isEqualTo(overall);
    }

    @Test
    void equalsTheReferenceOnEveryGoldenCase() throws IOException {
        // Given
        List<JsonNode> cases = GoldenCases.read("reward_cases.jsonl");

        // When
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode golden : cases) {
            Verdict.Scored reward = scored(
                    verifier,
                    golden.get("response").textValue(),
                    golden.get("ground_truth").textValue());
            String id = golden.get("id").textValue();
            softly.assertThat(component(reward, "format"))
                    .as(id)
                    .isEqualTo(golden.get("format").doubleValue());
            softly.assertThat(component(reward, "accuracy"))
                    .as(id)
                    .isEqualTo(golden.get("accuracy").doubleValue());
            softly.assertThat(reward.overall())
                    .as(id)
                    .isEqualTo(golden.get("overall").doubleValue());
        }

        // Then
        assertThat(cases).hasSizeGreaterThan(300);
        softly.assertAll();
    }

    @Test
    void equalsThePatternsOfItsDefinitionOnRandomTexts() {
        // Given
        String[] parts = {
            "<think>",
            "</think>",
            "\\boxed{",
            "}",
            "{",
            "<",
            ">",
            "/",
            "think",
            " ",
            "\n",
            "\u3000",
            "\u0085",
            "\u200b",
            "A",
            "\\",
            "\ud800",
            "\u0000",
            "\ufeff"
        };
        Random random = new Random(20260711);

        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String response = text.toString();

            // When
            BoxedResponse actual = BoxedResponse.of(response);

            // Then
            String normalised = Patterns.normalise(response);
            assertThat(BoxedResponse.withoutSpacedDelimiters(response)).isEqualTo(normalised);
            assertThat(actual.isWellFormed()).as(response).isEqualTo(Patterns.isWellFormed(normalised));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "</think>\\boxed{",
                "<",
                "{",
                "\\boxed{",
                "<think></think>",
                "x ",
                "\ud83d\ude00",
                "\ud800",
                "\0"
            })
    void takesTimeInProportionToTheLength(String repeated) {
        // Given
        String text = "<think>" + repeated.repeat(10_000_000 / repeated.length());

        // When
        Verdict.Scored reward = assertTimeoutPreemptively(FAR_BELOW_QUADRATIC, () -> scored(verifier, text, "None"));

        // Then
        assertThat(reward.extracted()).isEqualTo("None");
    }

    @Test
    void scoresFiftyMegabytes() {
        // Given
        String text = "<think>" + "deep thought / ".repeat(50_000_000 / 15) + "</think>\n\\boxed{ 2-1 }";

        // When
        Verdict.Scored reward = scored(verifier, text, "2-1");

        // Then
        assertThat(reward.overall()).isEqualTo(1.0);
    }

    @Test
    void copiesNothingWhereThereIsNothingToNormalise() {
        // Given
        String text = "<think>one two</think>\\boxed{A}";

        // When
        String normalised = BoxedResponse.withoutSpacedDelimiters(text);

        // Then
        assertThat(normalised).isSameAs(text);
    }

    @Test
    void takesTheFormatWeightFromTheAnswerKey() {
        // Given
        AnswerSpec answer = new AnswerSpec("A", Map.of("format_weight", "0.25"));

        // When
        Verdict.Scored reward = scored(verifier, Completion.of("\\boxed{A}"), answer);

        // Then
        assertThat(reward.overall()).isEqualTo(0.75);
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "NaN", "-0.1", "1.5", ""})
    void refusesAFormatWeightThatIsNone(String weight) {
        // Given
        AnswerSpec answer = new AnswerSpec("A", Map.of("format_weight", weight));

        // When
        Completion completion = Completion.of("\\boxed{A}");

        // Then
        assertThatThrownBy(() -> verifier.verify(completion, answer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format_weight");
    }

    /** The rules as patterns: obvious, and far too slow for hostile texts. */
    private static final class Patterns {
        private static final String WS = Whitespace.CHARACTER_CLASS;
        private static final Pattern DELIMITER = Pattern.compile(WS + "*([<>/])" + WS + "*");
        private static final Pattern FORM = Pattern.compile("<think>.*</think>.*\\\\boxed\\{.*\\}.*", Pattern.DOTALL);

        static String normalise(String text) {
            return DELIMITER.matcher(text).replaceAll("$1");
        }

        static boolean isWellFormed(String normalised) {
            return FORM.matcher(normalised).matches();
        }
    }
}
