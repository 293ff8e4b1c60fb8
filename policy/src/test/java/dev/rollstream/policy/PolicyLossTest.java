package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLossTest {
    @ParameterizedTest
    @CsvSource({
        // advantage, log p, log p_old, loss: worked by hand
        "1, -1, -1, -1",
        "1, -0.5, -1, -1.3",
        "-1, -0.5, -1, 1.6487212707001282",
        "1, -2, -1, -0.36787944117144233",
        "-1, -2, -1, 0.8",
        "-2, -0.1, -5, 6",
        "0, -1, -1, 0"
    })
    void defaultLossClipsFromBothSides(double advantage, double logProb, double old, double loss) {
        double[] losses =
                PolicyLoss.perToken(LossSettings.spatialSsrl(), new double[] {logProb}, new double[] {old}, advantage);
        assertThat(losses[0]).isEqualTo(loss, within(1e-12));
    }

    @Test
    void aSequenceSharesItsMeanRatioInGspo() {
        LossSettings settings = new LossSettings(LossKind.GSPO, 0.9, 9, 3);
        double[] losses = PolicyLoss.perToken(settings, new double[] {-1, -2}, new double[] {-1.5, -2.5}, 1);
        assertThat(losses[0]).isEqualTo(-Math.exp(0.5), within(1e-7));
        assertThat(losses[1]).isEqualTo(losses[0]);
    }

    @Test
    void cispoWeighsTheLogProbabilityByTheClippedRatio() {
        LossSettings settings = new LossSettings(LossKind.CISPO, 0, 4, 3);
        double[] losses = PolicyLoss.perToken(settings, new double[] {-0.1}, new double[] {-5}, -2);
        assertThat(losses[0]).isEqualTo(2 * -0.1 * 5, within(1e-12));
    }

    @Test
    void thePenaltyIsZeroOnlyWhereBothAgree() {
        assertThat(PolicyLoss.k3(-1, -1)).isZero();
        assertThat(PolicyLoss.k3(-1, -1.5)).isEqualTo(Math.exp(-0.5) - 0.5, within(1e-12));
        assertThat(PolicyLoss.k3(-30, -0.5)).isEqualTo(10);
    }

    @Test
    void sequencesOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> PolicyLoss.perToken(LossSettings.spatialSsrl(), new double[2], new double[3], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 log-probabilities, but 3 old ones");
    }

    @Test
    void boundsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new LossSettings(LossKind.DEFAULT, 1.5, 0.2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }
}
