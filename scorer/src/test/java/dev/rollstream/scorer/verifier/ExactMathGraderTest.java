package dev.rollstream.scorer.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactMathGraderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12                     | 12
            12.0                   | 12
            1e3                    | 1000
            1,000                  | 1000
            1,234,567              | 1234567
            0.5                    | 1/2
            .5                     | \\frac12
            \\tfrac{1}{2}          | \\dfrac{1}{2}
            \\frac1{2}             | 1/2
            \\sqrt3                | \\sqrt{3}
            50\\%                  | 50
            $5                     | 5
            90^\\circ              | 90
            90^{\\circ}            | 90
            5\\text{ cm}           | 5
            5 cm                   | 5
            7 inches               | 7
            3 million              | 3*10^6
            k=5                    | 5
            \\left(1,2\\right)     | (1,2)
            (1, 2)                 | (1,2)
            (1.0, 2.50)            | (1,2.5)
            [0, 1,000)             | [0,1000)
            \\text{Left}           | left
            A                      | a
            7 3/4                  | 7+3/4
            \\frac{\\sqrt{2}}{2}   | sqrt(2)/2
            2\\pi                  | 2pi
            \\infty                | inf
            0-2-3-1                | 0 - 2 - 3 - 1
            """)
    void takesNotationsOfTheSameAnswer(String given, String truth) {
        // When
        boolean correct = ExactMathGrader.isCorrect(given, truth);

        // Then
        assertThat(correct).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0-3-2-1         | 0-2-3-1
            x+1             | 1+x
            2/4             | 1/2
            (2/4, 1)        | (1/2, 1)
            (1,2)           | [1,2]
            (1,2)           | (1,2,3)
            (1,2)           | (2,1)
            (1,x)           | (1,2)
            \\alpha         | \\beta
            1,00            | 100
            5               | 5.1
            xyz=5           | 5
            ''              | 1
            """)
    void refusesOtherAnswers(String given, String truth) {
        // When
        boolean correct = ExactMathGrader.isCorrect(given, truth);

        // Then
        assertThat(correct).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "\\",
                "\\frac",
                "\\frac{",
                "\\sqrt",
                "\\text{",
                "\\text{ ",
                "1,",
                ",",
                "(",
                "- ",
                "^ ",
                "1 ",
                "cm",
                "9",
                "=",
                "\ud800",
                "\0",
                "degree es"
            })
    void takesTimeInProportionToTheLength(String repeated) {
        // Given
        String given = repeated.repeat(3_000_000 / repeated.length()) + "!";

        // When
        boolean correct =
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ExactMathGrader.isCorrect(given, "the answer"));

        // Then
        assertThat(correct).isFalse();
    }
}
