package dev.rollstream.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.learner.training.ColdStartMaterial.Practice;
import dev.rollstream.learner.training.ColdStartMaterial.WorkedExample;
import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.policy.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdStartTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Lessons.needPyTorch();
    }

    private byte[] start(long seed) {
        ColdStartSettings settings = new ColdStartSettings(seed, new Phase(3, 4, 1e-3), new Phase(3, 4, 1e-3));
        try (Weights weights =
                ColdStart.run(Lessons.SIZE, Lessons.material(), settings, (phase, step, steps, loss) -> {})) {
            return Lessons.bytes(weights, folder);
        }
    }

    @Test
    void theSeedDecidesEveryBit() {
        assertThat(start(1)).isEqualTo(start(1)).isNotEqualTo(start(2));
    }

    @Test
    void bothHalvesLearn() {
        // Given
        ColdStartSettings settings = new ColdStartSettings(1, new Phase(30, 8, 1e-2), new Phase(30, 8, 1e-2));
        List<String> heard = new ArrayList<>();
        List<Double> losses = new ArrayList<>();

        // When
        ColdStart.run(Lessons.SIZE, Lessons.material(), settings, (phase, step, steps, loss) -> {
                    heard.add(phase + " " + step + "/" + steps);
                    losses.add(loss);
                })
                .close();

        // Then
        assertThat(heard).hasSize(60).startsWith("practice 0/30").endsWith("imitation 29/30");
        assertThat(losses.get(29)).isLessThan(losses.get(0));
        assertThat(losses.get(59)).isLessThan(0.7 * losses.get(30));
    }

    @Test
    void stepsWithoutMaterialAreRefused() {
        // Given
        ColdStartMaterial nothing = new ColdStartMaterial() {
            @Override
            public List<Practice> practice() {
                return List.of();
            }

            @Override
            public List<WorkedExample> examples() {
                return List.of();
            }
        };

        // When / Then
        assertThatThrownBy(() -> ColdStart.run(
                        Lessons.SIZE, nothing, ColdStartSettings.laptop(1), (phase, step, steps, loss) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to learn from");
    }
}
