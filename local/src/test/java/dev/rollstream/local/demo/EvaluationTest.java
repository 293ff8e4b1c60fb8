package dev.rollstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.local.course.Gain;
import dev.rollstream.local.demo.Evaluation.Score;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    /** Tasks in turns, of which every so many is right. */
    private static Evaluation rightEvery(int step, int items) {
        TreeMap<Long, Score> scores = new TreeMap<>();
        for (long item = 0; item < items; item++) {
            scores.put(item, new Score(item % 2 == 0 ? "crop" : "flip", item % step == 0, true));
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
        Map<String, Gain> gains = after.since(before);

        // Then: of 200 crops, 100 more are right; no flip ever is
        Gain crop = Objects.requireNonNull(gains.get("crop"));
        assertThat(crop.points()).isEqualTo(50.0);
        assertThat(crop.high() - crop.points()).isCloseTo(1.96 * 100 * Math.sqrt(0.25 / 200), within(1e-3));
        assertThat(gains).containsEntry("flip", new Gain(0, 0, 0, 0));
        assertThat(Objects.requireNonNull(gains.get("mean")).points()).isEqualTo(25.0);
    }

    @Test
    void aPolicyThatAlwaysAnswersTheSameHasNoEntropy() {
        // Given
        TreeMap<Long, String> answers = new TreeMap<>();
        for (long item = 0; item < 400; item++) {
            answers.put(item, item % 2 == 0 ? "A" : item % 4 == 1 ? "left" : "right");
        }

        // When
        Map<String, Double> entropy = rightEvery(4, 400).with(answers).answerEntropy();

        // Then
        assertThat(entropy).containsEntry("crop", 0.0).containsEntry("flip", Math.log(2));
    }

    @Test
    void tasksThatOnlyOneWasAskedDoNotCount() {
        // Given: of the first 200, as many are right as of the others; the last 100 were asked later only
        Evaluation before = rightEvery(4, 200);
        TreeMap<Long, Score> more = new TreeMap<>(before.scores());
        for (long item = 200; item < 300; item++) {
            more.put(item, new Score("crop", true, true));
        }

        // When
        Map<String, Gain> gains = new Evaluation(more).since(before);

        // Then
        assertThat(gains).containsEntry("crop", new Gain(50, 50, 0, 0));
    }
}
