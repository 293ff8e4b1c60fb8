package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    @ParameterizedTest
    @ValueSource(strings = {"0-2-3-1", "1-2-0", "3-0", "A", "D", "3-1-2"})
    void everyTasksAnswersCanBeSpelled(String answer) {
        for (int seed = 0; seed < 20; seed++) {
            String text = Wording.completion(answer, seed);
            int[] tokens = Vocabulary.spell(text);
            assertThat(text).startsWith("<think>").endsWith("</think>\\boxed{" + answer + "}");
            assertThat(Vocabulary.text(tokens)).isEqualTo(text);
            assertThat(tokens).endsWith(Vocabulary.END).hasSizeLessThanOrEqualTo(18);
        }
    }

    @Test
    void labelsAreTheFirstTokensInOrder() {
        StringBuilder labels = new StringBuilder();
        for (int token = 0; token < Vocabulary.LABELS; token++) {
            labels.append(Vocabulary.text(token));
        }
        assertThat(labels).hasToString("0123ABCD");
    }

    @Test
    void whatNoTokenSpellsIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> Vocabulary.spell("<think>nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no token spells 'nonsense' at 7");
    }

    @Test
    void everyThoughtIsUsed() {
        assertThat(LongStream.range(0, 100)
                        .mapToObj(seed -> Wording.completion("A", seed))
                        .distinct())
                .hasSize(5);
    }
}
