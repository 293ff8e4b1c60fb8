package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TokenDistributionTest {
    /** Probabilities 0.1, 0.2, 0.3 and 0.4, behind one number that is not part of the step. */
    private static final float[] LOGITS = {
        99, (float) Math.log(0.1), (float) Math.log(0.2), (float) Math.log(0.3), (float) Math.log(0.4)
    };

    @Test
    void temperatureOneAndAllTokensLeaveTheModelsOwn() {
        TokenDistribution distribution = of(1, 1);
        for (int token = 0; token < 4; token++) {
            assertThat(distribution.raw(token)).isEqualTo(Math.log(0.1 * (token + 1)), within(1e-7));
            assertThat(distribution.processed(token)).isEqualTo(distribution.raw(token));
        }
    }

    @Test
    void temperatureSharpensBeforeTruncation() {
        // p^2 = 1, 4, 9, 16 of 30; the two likeliest hold 25/30
        TokenDistribution distribution = of(0.5, 0.8);
        assertThat(distribution.processed(3)).isEqualTo(Math.log(16 / 25.0), within(1e-6));
        assertThat(distribution.processed(2)).isEqualTo(Math.log(9 / 25.0), within(1e-6));
        assertThat(distribution.processed(1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(distribution.raw(3)).isEqualTo(Math.log(0.4), within(1e-7));
    }

    @Test
    void topPKeepsTheTokenThatReachesIt() {
        assertThat(of(1, 0.4001).processed(2)).isEqualTo(Math.log(3 / 7.0), within(1e-6));
        assertThat(of(1, 0.01).processed(3)).isEqualTo(0, within(1e-9));
        assertThat(of(1, 0.01).processed(2)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void amongEqualsTheLowestIdCounts() {
        TokenDistribution greedy = TokenDistribution.of(new float[] {1, 3, 3}, 0, 3, SamplingOptions.greedy(1));
        assertThat(greedy.draw(0.99)).isEqualTo(1);
        assertThat(greedy.processed(1)).isZero();
    }

    @Test
    void tokensAreDrawnInProportion() {
        // Given
        TokenDistribution distribution = of(1, 1);
        SampleRandom random = new SampleRandom(5);
        int[] counts = new int[4];

        // When
        for (int i = 0; i < 100_000; i++) {
            counts[distribution.draw(random.uniform())]++;
        }

        // Then: within five standard errors
        for (int token = 0; token < 4; token++) {
            assertThat(counts[token] / 100_000.0).isEqualTo(0.1 * (token + 1), within(0.008));
        }
    }

    @Test
    void roundingNeverDrawsATokenThatWasLeftOut() {
        assertThat(of(1, 0.5).draw(Math.nextDown(1.0))).isEqualTo(3);
    }

    @Test
    void entropyIsThatOfTheModel() {
        double expected = 0;
        for (int i = 1; i <= 4; i++) {
            expected -= 0.1 * i * Math.log(0.1 * i);
        }
        assertThat(of(0.5, 0.5).entropy()).isEqualTo(expected, within(1e-6));
    }

    @Test
    void settingsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new SamplingOptions(Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SamplingOptions(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SamplingOptions(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static TokenDistribution of(double temperature, double topP) {
        return TokenDistribution.of(LOGITS, 1, 4, new SamplingOptions(temperature, topP, 1));
    }
}
