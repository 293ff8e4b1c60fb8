package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.local.report.Proportion.Estimate;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProportionTest {
    private static final Offset<Double> PRINTED = within(5e-5);

    @Test
    void intervalsAreWilsons() {
        // When
        Estimate half = new Proportion(0.5, 10).estimate();
        Estimate none = new Proportion(0, 10).estimate();
        Estimate all = new Proportion(1, 10).estimate();

        // Then
        assertThat(half.low()).isCloseTo(0.2366, PRINTED);
        assertThat(half.high()).isCloseTo(0.7634, PRINTED);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775, PRINTED);
        assertThat(all.low()).isCloseTo(0.7225, PRINTED);
        assertThat(all.high()).isEqualTo(1);
    }

    /** The example of Newcombe's paper, 56 of 70 against 48 of 80, method 10. */
    @Test
    void differencesAreNewcombes() {
        // When
        Estimate gain = new Proportion(56 / 70.0, 70).less(new Proportion(48 / 80.0, 80));

        // Then
        assertThat(gain.value()).isCloseTo(0.2, PRINTED);
        assertThat(gain.low()).isCloseTo(0.0524, PRINTED);
        assertThat(gain.high()).isCloseTo(0.3339, PRINTED);
    }

    @Test
    void theMeanOfEqualEstimatesIsNarrowerByTheRootOfTheirNumber() {
        // Given
        Estimate one = new Estimate(0.3, 0.2, 0.5);

        // When
        Estimate mean = Proportion.mean(List.of(one, one, one, one));

        // Then
        assertThat(mean.value()).isCloseTo(0.3, PRINTED);
        assertThat(mean.low()).isCloseTo(0.25, PRINTED);
        assertThat(mean.high()).isCloseTo(0.4, PRINTED);
    }

    @Test
    void withoutTrialsNothingIsKnown() {
        // When
        Estimate unknown = new Proportion(Double.NaN, 0).estimate();

        // Then
        assertThat(List.of(unknown.value(), unknown.low(), unknown.high())).containsOnly(Double.NaN);
    }
}
