package dev.rollstream.producer.worker.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongAnswersTest {
    @ParameterizedTest
    @CsvSource({"A,[A-D]", "2-1,[0-3]-[01]", "0-2-1,[0-2]-[0-2]-[0-2]", "3-2-1-0,[0-3]-[0-3]-[0-3]-[0-3]", "42,420"})
    void areOfTheRightGrammarButNeverRight(String right, String grammar) {
        for (int seed = 0; seed < 500; seed++) {
            String wrong = WrongAnswers.instead(right, new SplittableRandom(seed));
            assertThat(wrong).as("seed %d", seed).isNotEqualTo(right).matches(grammar);
            if (right.chars().filter(c -> c == '-').count() > 1) {
                assertThat(wrong.split("-")).as("seed %d", seed).doesNotHaveDuplicates();
            }
        }
    }
}
