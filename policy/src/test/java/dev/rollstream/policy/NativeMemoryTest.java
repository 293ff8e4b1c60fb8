package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Arrays live outside the heap, where no garbage collector finds what was forgotten. */
@NeedsPyTorch
class NativeMemoryTest {
    private final List<PromptFeatures> prompts = Toys.prompts(4);

    @Test
    void noArrayStaysBehindASampleOrAStep() {
        try (Weights weights = Weights.random(Toys.SIZE, 1);
                Weights reference = weights.copy();
                AdamW optimiser = new AdamW(weights)) {
            // Given
            int arrays = weights.arrays().size();
            round(weights, optimiser, reference, prompts);

            // When
            for (int i = 0; i < 5; i++) {
                round(weights, optimiser, reference, prompts);
            }

            // Then
            assertThat(held(weights.manager())).isEqualTo(arrays);
            assertThat(held(reference.manager())).isEqualTo(arrays);
            assertThat(held(optimiser.manager())).isEqualTo(2 * arrays);
        }
    }

    /**
     * One forgotten copy of the weights in each round would come to a third more than what is allowed. What the allocator and the
     * compiler take besides does not grow with the rounds.
     */
    @Test
    void residentMemoryStaysFlat() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "skipped: this system has no /proc/self/status");
        ModelSize wide = new ModelSize(64, 32, 2, 1, 8_192);
        List<PromptFeatures> asked = List.of(PromptFeatures.of(new Prompt("?", List.of(Toys.noise(9, 9, 1))), 8_192));
        try (Weights weights = Weights.random(wide, 1);
                Weights reference = weights.copy();
                AdamW optimiser = new AdamW(weights)) {
            // Given
            int rounds = 150;
            for (int i = 0; i < 40; i++) {
                round(weights, optimiser, reference, asked);
            }
            long before = nativeBytes(status);

            // When
            for (int i = 0; i < rounds; i++) {
                round(weights, optimiser, reference, asked);
            }

            // Then
            long leak = rounds * Float.BYTES * weights.count();
            assertThat(nativeBytes(status) - before).isLessThan(leak * 3 / 4);
        }
    }

    /** Samples, evaluates, learns: everything that makes arrays. */
    private static void round(Weights weights, AdamW optimiser, Weights reference, List<PromptFeatures> prompts) {
        Rows rows = Toys.rows(prompts.size());
        Trainer trainer = new Trainer(weights, optimiser, Optional.of(reference));
        AdamWSettings settings = AdamWSettings.of(1e-4);
        Sampler sampler = new Sampler(weights);
        sampler.sample(prompts, 1, SamplingOptions.training(4), 1);
        List<float[]> old = sampler.logProbs(prompts, rows, SamplingOptions.training(20)).stream()
                .map(LogProbs::processed)
                .toList();
        double[] advantages = new double[prompts.size()];
        Arrays.fill(advantages, 0.5);
        KlSettings kl = new KlSettings(KlSettings.Kind.FORWARD, 0.1);
        trainer.reinforce(
                new ReinforceBatch(prompts, rows, advantages, old),
                new ReinforceSettings(LossSettings.spatialSsrl(), kl, 1, 100),
                settings);
        trainer.imitate(prompts, rows, settings);
    }

    /** Arrays of a manager; the managers below it are gone when what they were for is done. */
    private static int held(NDManager manager) {
        return manager.getManagedArrays().size();
    }

    /** Resident memory less the Java heap, which a collection has made small, so that its own changes do not count. */
    private static long nativeBytes(Path status) throws IOException {
        System.gc();
        String line = Files.readAllLines(status).stream()
                .filter(text -> text.startsWith("RssAnon:"))
                .findFirst()
                .orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""))
                - Runtime.getRuntime().totalMemory();
    }
}
