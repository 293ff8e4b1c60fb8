package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@NeedsPyTorch
class ScalarsTest {
    private static final int ROUNDS = 5;

    /** The gradient of a function at 1, worked out after garbage was collected and its memory filled with other numbers. */
    private static float gradient(UnaryOperator<NDArray> function) {
        try (NDManager manager = NativeEngine.newManager();
                GradientCollector collector =
                        Engine.getEngine(NativeEngine.NAME).newGradientCollector()) {
            NDArray at = manager.ones(new Shape(1));
            at.setRequiresGradient(true);
            NDArray value = function.apply(at);
            System.gc();
            List<ByteBuffer> others = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                others.add(ByteBuffer.allocateDirect(4).putInt(0, 0x7FC0_0000));
            }
            collector.backward(value);
            assertThat(others).hasSize(1_000);
            return at.getGradient().getFloat();
        }
    }

    @Test
    void aProductsGradientOutlivesGarbage() {
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(gradient(array -> Scalars.product(array, 3))).isEqualTo(3);
        }
    }

    @Test
    void aQuotientsGradientOutlivesGarbage() {
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(gradient(array -> Scalars.quotient(array, 4))).isEqualTo(0.25f);
        }
    }
}
