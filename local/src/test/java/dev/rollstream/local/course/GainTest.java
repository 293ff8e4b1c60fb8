package dev.rollstream.local.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.local.course.Exam.TaskMarks;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GainTest {
    private static TaskMarks marks(int items, int from, int to) {
        BitSet right = new BitSet();
        right.set(from, to);
        return new TaskMarks(items, right, items, 1);
    }

    @Test
    void theIntervalIsPaired() {
        // Given: of 100, 20 right before, the same and 30 more after
        TaskMarks before = marks(100, 0, 20);
        TaskMarks after = marks(100, 0, 50);

        // When
        Gain gain = Gain.of(before, after);

        // Then: differences are 0 or 1, deviation sqrt(0.3 x 0.7)
        assertThat(gain.points()).isEqualTo(30, within(1e-9));
        assertThat(gain.high() - gain.points()).isEqualTo(196 * Math.sqrt(0.21) / 10, within(1e-2));
        assertThat(gain.low()).isEqualTo(2 * gain.points() - gain.high(), within(1e-9));
    }

    @Test
    void noChangeHasNoWidth() {
        assertThat(Gain.of(marks(100, 0, 20), marks(100, 0, 20))).isEqualTo(new Gain(20, 20, 0, 0));
    }

    @Test
    void otherQuestionsRightThanBeforeWidenIt() {
        // Given
        Gain same = Gain.of(marks(100, 0, 40), marks(100, 0, 40));
        Gain others = Gain.of(marks(100, 0, 40), marks(100, 60, 100));

        // Then
        assertThat(others.points()).isZero();
        assertThat(others.high()).isGreaterThan(same.high() + 10);
    }

    @Test
    void theMeanCountsTasksAlike() {
        // Given
        Map<String, TaskMarks> before = new LinkedHashMap<>();
        before.put("flip", marks(100, 0, 10));
        before.put("crop", marks(50, 0, 10));
        Map<String, TaskMarks> after = new LinkedHashMap<>();
        after.put("flip", marks(100, 0, 30));
        after.put("crop", marks(50, 0, 20));

        // When
        Gain mean = Gain.of(before, after).get("mean");

        // Then: gains of 20 each; their variances are 1e4 x 0.16 / 100 and / 50
        assertThat(mean.before()).isEqualTo(15, within(1e-9));
        assertThat(mean.after()).isEqualTo(35, within(1e-9));
        assertThat(mean.high() - mean.points()).isEqualTo(1.96 * Math.sqrt(16 + 32) / 2, within(1e-3));
    }
}
