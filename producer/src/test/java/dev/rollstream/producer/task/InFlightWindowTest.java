package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.producer.task.InFlightWindow.Answer;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightWindowTest {
    @Test
    void countsSlotsNotEvents() {
        // Given
        InFlightWindow window = new InFlightWindow(3, 3);
        window.opened(0);
        window.opened(0);
        window.opened(1);

        // When
        boolean first = window.ended(0, Answer.MEMBERS);
        boolean again = window.ended(0, Answer.MEMBERS);

        // Then
        assertThat(first).isTrue();
        assertThat(again).isFalse();
        assertThat(window.open()).isEqualTo(1);
        assertThat(window.room()).isEqualTo(2);
    }

    @Test
    void anEndThatIsReadBeforeItsGroupDoesNotReopenIt() {
        // Given
        InFlightWindow window = new InFlightWindow(3, 3);
        window.ended(5, Answer.MEMBERS);

        // When
        window.opened(5);

        // Then
        assertThat(window.open()).isZero();
    }

    @Test
    void aWholeWindowWithoutOneMemberMakesItSilentUntilOneComes() {
        // Given
        InFlightWindow window = new InFlightWindow(2, 2);
        window.opened(0);
        window.opened(1);
        window.ended(0, Answer.NONE);
        assertThat(window.silent()).isFalse();

        // When
        window.ended(1, Answer.NONE);

        // Then
        assertThat(window.silent()).isTrue();
        assertThat(window.room()).isEqualTo(1);
        window.opened(2);
        assertThat(window.room()).isZero();
        window.ended(2, Answer.MEMBERS);
        assertThat(window.silent()).isFalse();
        assertThat(window.room()).isEqualTo(2);
    }

    @Test
    void cancelledGroupsSayNothingOfTheWorkers() {
        // Given
        InFlightWindow window = new InFlightWindow(2, 2);
        window.ended(0, Answer.NONE);

        // When
        window.ended(1, Answer.UNKNOWN);
        window.ended(2, Answer.UNKNOWN);

        // Then
        assertThat(window.silent()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithSetsOnRandomHistories(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        int limit = 1 + random.nextInt(20);
        InFlightWindow window = new InFlightWindow(limit, Integer.MAX_VALUE);
        Set<Long> made = new HashSet<>();
        Set<Long> ended = new HashSet<>();

        for (int step = 0; step < 2_000; step++) {
            // When
            long sequence = random.nextInt(200);
            if (random.nextBoolean()) {
                window.opened(sequence);
                made.add(sequence);
            } else {
                assertThat(window.ended(sequence, Answer.MEMBERS))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(ended.add(sequence));
            }

            // Then
            long open = made.stream().filter(group -> !ended.contains(group)).count();
            assertThat(window.open()).as("seed %d step %d", seed, step).isEqualTo((int) open);
            assertThat(window.room()).as("seed %d step %d", seed, step).isEqualTo((int) Math.max(0, limit - open));
        }
    }
}
