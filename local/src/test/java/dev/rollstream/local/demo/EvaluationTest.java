package dev.rollstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.local.demo.Evaluation.Gain;
import dev.rollstream.local.demo.Evaluation.Score;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    /** Tasks in turns, of which every so many is right. */
    private static Evaluation rightEvery(int step, int items) {
        TreeMap<Long, Score> scores = new TreeMap<>();
        for (long item = 0; item < items; item++) {
            scores.put(item, new Score(item % 2 == 0 ? "crop" : "flip", item % step == 0 ? 1 : 0, 1));
        }
        return new Evaluation(scores);
    }

    @Test
    void accuracyIsByTaskAndTheMeanOfTheTasks() {
        // When
        Evaluation evaluation = rightEvery(4, 400);

        // Then
        assertThat(evaluation.accuracy())
                .containsEntry("crop", 50.0)
                .containsEntry("flip", 0.0)
                .containsEntry("mean", 25.0);
        assertThat(evaluation.format()).isEqualTo(100.0);
    }

    @Test
    void theGainIsPairedByTask() {
        // Given
        Evaluation before = rightEvery(4, 400);
        Evaluation after = rightEvery(2, 400);

        // When
        Gain crop = after.since(before, "crop");
        Gain nothing = before.since(before, "mean");

        // Then
        assertThat(crop.points()).isEqualTo(50.0);
        assertThat(crop.items()).isEqualTo(200);
        assertThat(crop.halfWidth()).isCloseTo(1.96 * 100 * Math.sqrt(0.25 / 199), within(1e-9));
        assertThat(nothing.points()).isZero();
        assertThat(nothing.halfWidth()).isZero();
        assertThat(nothing.items()).isEqualTo(400);
    }

    @Test
    void tasksThatOnlyOneWasAskedDoNotCount() {
        assertThat(rightEvery(2, 300).since(rightEvery(4, 200), "mean").items()).isEqualTo(200);
    }
}
