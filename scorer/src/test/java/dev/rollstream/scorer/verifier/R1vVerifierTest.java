package dev.rollstream.scorer.verifier;

import static dev.rollstream.scorer.verifier.Verdicts.component;
import static dev.rollstream.scorer.verifier.Verdicts.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class R1vVerifierTest {
    private final R1vVerifier verifier = new R1vVerifier();

    @ParameterizedTest
    @CsvSource({
        "<think>a</think><answer>5</answer>, 5, 1, 1, 1.0",
        "<think>a</think>  <answer> 5.0 </answer>, 5, 1, 1, 1.0",
        "<think>a</think>.<answer>5</answer>, 5, 0, 1, 0.5",
        "x<think>a</think><answer>5</answer>, 5, 0, 1, 0.5",
        "<think>a</think><answer>5</answer>x, 5, 0, 1, 0.5",
        "<think>a</think><answer>5</answer><answer>6</answer>, 6, 1, 0, 0.5",
        "<think>a</think><answer>, 5, 0, 0, 0.0",
        "5, 5, 0, 1, 0.5"
    })
    void rewardsFormAndAnswer(String response, String truth, double format, double accuracy, double overall) {
        // When
        Verdict.Scored reward = scored(verifier, response, truth);

        // Then
        assertThat(component(reward, "format")).isEqualTo(format);
        assertThat(component(reward, "accuracy")).isEqualTo(accuracy);
        assertThat(reward.overall()).isEqualTo(overall);
    }

    @Test
    void findsNoAnswerThatRunsOverALine() {
        // When
        Verdict.Scored reward = scored(verifier, "<think>a</think><answer>\n5</answer>", "5");

        // Then
        assertThat(component(reward, "format")).isEqualTo(1.0);
        assertThat(component(reward, "accuracy")).isZero();
    }

    @Test
    void equalsThePatternsOfItsDefinitionOnRandomTexts() {
        // Given
        String[] parts = {"<think>", "</think>", "<answer>", "</answer>", " ", "\n", "5", "</", "answer>"};
        Pattern form = Pattern.compile(
                "<think>.*?</think>" + Whitespace.CHARACTER_CLASS + "*<answer>.*?</answer>", Pattern.DOTALL);
        Pattern answer = Pattern.compile("<answer>([^\\n]*?)</answer>");
        Random random = new Random(20260712);

        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "<think>" : "");
            for (int i = random.nextInt(10); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String response = text.toString();

            // When
            Verdict.Scored reward = scored(verifier, response, "5");

            // Then
            Matcher matcher = answer.matcher(response);
            String expected = Whitespace.strip(matcher.find() ? matcher.group(1) : response);
            assertThat(reward.extracted()).as(response).isEqualTo(expected);
            assertThat(component(reward, "format"))
                    .as(response)
                    .isEqualTo(form.matcher(response).matches() ? 1.0 : 0.0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<answer>", "<answer>\n", "</think>", "</think> ", "</answer>", "\n"})
    void takesTimeInProportionToTheLength(String repeated) {
        // Given
        String text = "<think>" + repeated.repeat(5_000_000 / repeated.length());

        // When
        Verdict.Scored reward =
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> scored(verifier, text, "something else"));

        // Then
        assertThat(component(reward, "accuracy")).isZero();
    }
}
