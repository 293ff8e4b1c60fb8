package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.report.Smoothing.Weighted;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmoothingTest {
    @Test
    void weighsEachPointByWhatItRestsOn() {
        // Given
        List<Weighted> curve = List.of(new Weighted(0, 1, 3), new Weighted(1, 5, 1), new Weighted(2, 0, 1));

        // When
        List<Chart.Point> smooth = Smoothing.smooth(curve, 1);

        // Then
        assertThat(smooth).extracting(Chart.Point::x).containsExactly(0.0, 1.0, 2.0);
        assertThat(smooth).extracting(Chart.Point::y).containsExactly(2.0, 1.6, 2.5);
    }

    @Test
    void leavesOutWhatIsNotKnownAndKeepsGapsThatAreWide() {
        // Given
        List<Weighted> curve = List.of(
                new Weighted(0, 1, 1),
                new Weighted(1, Double.NaN, 0),
                new Weighted(2, Double.NaN, 0),
                new Weighted(3, Double.NaN, 0),
                new Weighted(4, 3, 1));

        // When
        List<Chart.Point> smooth = Smoothing.smooth(curve, 1);

        // Then
        assertThat(smooth).extracting(Chart.Point::y).containsExactly(1.0, 1.0, Double.NaN, 3.0, 3.0);
    }

    @Test
    void shortCurvesAreShownAsTheyAre() {
        assertThat(Smoothing.reach(7)).isZero();
        assertThat(Smoothing.reach(320)).isEqualTo(20);
    }
}
