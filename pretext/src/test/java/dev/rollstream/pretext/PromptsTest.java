package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromptsTest {
    private static final String SUFFIX =
            " You FIRST think about the reasoning process as an internal monologue and then provide the final answer."
                    + " The reasoning process MUST BE enclosed within <think> </think> tags. The final answer MUST BE put in"
                    + " \\boxed{}.";

    @ParameterizedTest
    @EnumSource(ShuffleVariant.class)
    void tellsAllThatAShuffleNeeds(ShuffleVariant variant) {
        // When
        List<String> prompts = LongStream.range(0, 300)
                .mapToObj(seed -> Prompts.shuffle(variant, new SeededRandom(seed)))
                .distinct()
                .toList();
        // Then
        boolean three = variant.rows() * variant.columns() == 3;
        assertThat(prompts).hasSizeGreaterThanOrEqualTo(27).allSatisfy(prompt -> {
            assertWellFormed(prompt);
            assertThat(prompt)
                    .contains("'" + variant.answerFormat() + "'")
                    .containsIgnoringCase("continu")
                    .contains("align", "context", three ? "0, 1, and 2" : "0, 1, 2, and 3");
            assertThat(prompt.contains("fully white")).isEqualTo(variant.masked());
            assertThat(prompt.contains("3")).isEqualTo(!three);
            assertThat(prompt.contains("horizontal strips")).isEqualTo(variant.rows() == 1);
            assertThat(prompt.contains("vertical strips")).isEqualTo(variant.columns() == 1);
        });
    }

    @Test
    void tellsAllThatAFlipNeeds() {
        // When
        List<String> prompts = LongStream.range(0, 300)
                .mapToObj(seed -> Prompts.flip(new SeededRandom(seed)))
                .distinct()
                .toList();
        // Then
        assertThat(prompts).hasSize(27).allSatisfy(prompt -> {
            assertWellFormed(prompt);
            assertThat(prompt)
                    .contains("'Label-Direction'", "0, 1, 2, and 3", "horizontally", "vertically")
                    .containsPattern("0 (for flipped|\\(flipped) vertically")
                    .containsPattern("1 (for flipped|\\(flipped) horizontally");
        });
    }

    @Test
    void tellsAllThatACropNeeds() {
        // When
        List<String> prompts = LongStream.range(0, 300)
                .mapToObj(seed -> Prompts.crop(new SeededRandom(seed)))
                .distinct()
                .toList();
        // Then
        assertThat(prompts).hasSize(27).allSatisfy(prompt -> {
            String options = "\nA. <image>\nB. <image>\nC. <image>\nD. <image>\n";
            assertThat(prompt).containsOnlyOnce(options);
            assertWellFormed(prompt.replace(options, " "));
            assertThat(prompt)
                    .contains("missing part", "'A', 'B', 'C', 'D'", "option", "final answer")
                    .containsIgnoringCase("align")
                    .containsIgnoringCase("four")
                    .contains("content", "position", "first picture");
        });
    }

    static void assertWellFormed(String prompt) {
        assertThat(prompt).startsWith("<image>\n").endsWith(SUFFIX).containsOnlyOnce("<image>");
        String question = prompt.substring(8, prompt.length() - SUFFIX.length());
        assertThat(question).isEqualTo(question.strip()).doesNotContain("%", "  ");
    }
}
