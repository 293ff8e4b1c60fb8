package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsPyTorch
class AdamWTest {
    private static final String NAME = "language.start";

    private final Weights weights = Weights.random(Toys.SIZE, 1);
    private final AdamW optimiser = new AdamW(weights);
    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
        optimiser.close();
        weights.close();
    }

    @Test
    void stepsAreThoseOfTheFormula() {
        // Given
        AdamWSettings settings = new AdamWSettings(0.1, 0.9, 0.99, 1e-3, 0.5, 1e9, Map.of());
        float[] gradient = new float[Toys.SIZE.hidden()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = i - 5;
        }
        double[] weight = new double[gradient.length];
        double[] mean = new double[gradient.length];
        double[] square = new double[gradient.length];

        for (int step = 1; step <= 4; step++) {
            // When
            double norm = optimiser.step(Map.of(NAME, gradient(gradient)), settings);

            // Then
            double sum = 0;
            for (int i = 0; i < gradient.length; i++) {
                mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
                square[i] = 0.99 * square[i] + 0.01 * gradient[i] * gradient[i];
                double change = mean[i]
                        / (1 - Math.pow(0.9, step))
                        / (Math.sqrt(square[i] / (1 - Math.pow(0.99, step))) + 1e-3);
                weight[i] = weight[i] * (1 - 0.1 * 0.5) - 0.1 * change;
                sum += gradient[i] * gradient[i];
                assertThat(value(i)).isEqualTo(weight[i], within(1e-5));
            }
            assertThat(norm).isEqualTo(Math.sqrt(sum), within(1e-3));
        }
    }

    @Test
    void largeGradientsAreScaledDownTogether() {
        // Given
        AdamWSettings settings = new AdamWSettings(1, 0, 0.999, 1e6, 0, 1, Map.of());
        float[] gradient = new float[Toys.SIZE.hidden()];
        gradient[0] = 300;
        gradient[1] = -400;

        // When: epsilon so large that a step is the gradient over a million
        double norm = optimiser.step(Map.of(NAME, gradient(gradient)), settings);

        // Then
        assertThat(norm).isEqualTo(500, within(1e-3));
        assertThat(value(0) * 1e6).isEqualTo(-0.6, within(1e-4));
        assertThat(value(1) * 1e6).isEqualTo(0.8, within(1e-4));
    }

    @Test
    void partsHaveRatesOfTheirOwn() {
        // Given
        float[] gradient = new float[Toys.SIZE.hidden()];
        Arrays.fill(gradient, 1e-3f);
        AdamWSettings tenth = AdamWSettings.of(1).withPartRate(ModelPart.LANGUAGE, 0.1);

        // When
        optimiser.step(Map.of(NAME, gradient(gradient)), tenth);

        // Then: the first step of a constant gradient is the rate
        assertThat(value(0)).isEqualTo(-0.1, within(1e-4));
    }

    private NDArray gradient(float[] values) {
        return manager.create(values);
    }

    private double value(int index) {
        return weights.arrays().get(NAME).toFloatArray()[index];
    }
}
