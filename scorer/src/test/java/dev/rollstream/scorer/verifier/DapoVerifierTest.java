package dev.rollstream.scorer.verifier;

import static dev.rollstream.scorer.verifier.Verdicts.component;
import static dev.rollstream.scorer.verifier.Verdicts.scored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DapoVerifierTest {
    private static final Map<String, String> LENGTH_TERM =
            Map.of("max_response_length", "20480", "overlong_buffer_length", "4096", "overlong_penalty_factor", "1.0");

    private final DapoVerifier verifier = new DapoVerifier();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Answer: 5                       | 5              | 1
            ANSWER:5                        | 5              | 1
            Answer: 5 meters                | 5              | 1
            Answer: the area is A = 12,345  | 12345          | 1
            Answer: \\text{east}            | east           | 1
            Answer: \\textbf{A}             | A              | 1
            Answer: so $\\boxed{7}$ it is   | 7              | 1
            Answer: \\sqrt3                 | \\sqrt{3}      | 1
            Answer: 6                       | 5              | -1
            The answer is 5                 | 5              | -1
            """)
    void judgesTheLastAnswerLine(String response, String truth, double accuracy) {
        // When
        Verdict.Scored reward = scored(verifier, response, truth);

        // Then
        assertThat(component(reward, "accuracy")).isEqualTo(accuracy);
        assertThat(component(reward, "accuracy_normalized")).isEqualTo((accuracy + 1) / 2);
    }

    @ParameterizedTest
    @CsvSource({"16384, 0.0", "16385, -0.000244140625", "18432, -0.5", "20480, -1.0", "20481, -1.0", "99999, -1.0"})
    void penalisesLengthNearTheLimit(int tokens, double overlong) {
        // When
        Verdict.Scored reward = scored(verifier, new Completion("Answer: 5", tokens), new AnswerSpec("5", LENGTH_TERM));

        // Then
        assertThat(component(reward, "overlong")).isEqualTo(overlong);
        assertThat(reward.overall()).isEqualTo(1.0 + overlong);
    }

    @Test
    void cannotScoreAnUnknownLength() {
        // When
        Verdict verdict = verifier.verify(Completion.of("Answer: 5"), new AnswerSpec("5", LENGTH_TERM));

        // Then
        assertThat(verdict).isInstanceOf(Verdict.Unscorable.class);
    }

    @Test
    void refusesABufferLargerThanTheLimit() {
        // Given
        Map<String, String> config = Map.of("max_response_length", "10", "overlong_buffer_length", "11");

        // When
        Completion completion = new Completion("Answer: 5", 5);

        // Then
        assertThatThrownBy(() -> verifier.verify(completion, new AnswerSpec("5", config)))
                .hasMessageContaining("overlong_buffer_length");
    }

    @Test
    void looksAtTheLastThreeHundredCharactersWhateverTheirSize() {
        // Given
        String grin = "\ud83d\ude00";
        String within = "Answer: 5\n" + grin.repeat(290);
        String outside = "Answer: 5\n" + grin.repeat(291);

        // When
        double inside = component(scored(verifier, within, "5"), "accuracy");
        double beyond = component(scored(verifier, outside, "5"), "accuracy");

        // Then
        assertThat(inside).isEqualTo(1.0);
        assertThat(beyond).isEqualTo(-1.0);
    }
}
