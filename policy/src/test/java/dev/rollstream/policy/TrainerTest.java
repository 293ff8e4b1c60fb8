package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsPyTorch
class TrainerTest {
    private static final AdamWSettings FAST = AdamWSettings.of(0.01);

    private final Weights weights = Weights.random(Toys.SIZE, 1);
    private final Weights reference = weights.copy();
    private final AdamW optimiser = new AdamW(weights);
    private final Trainer trainer = new Trainer(weights, optimiser, Optional.of(reference));
    private final List<PromptFeatures> prompts = Toys.prompts(4);

    @AfterEach
    void close() {
        optimiser.close();
        reference.close();
        weights.close();
    }

    @Test
    void imitationLearnsByHeartWhatItIsShown() {
        // Given
        Rows rows = Toys.rows(4);

        // When
        for (int step = 0; step < 250; step++) {
            trainer.imitate(prompts, rows, FAST);
        }

        // Then
        List<List<Completion>> greedy = new Sampler(weights).sample(prompts, 1, SamplingOptions.greedy(20), 1);
        for (int i = 0; i < 4; i++) {
            assertThat(greedy.get(i).get(0).tokens()).isEqualTo(rows.sequences().get(i));
        }
    }

    @Test
    void whatIsRewardedBecomesLikelier() {
        // Given
        ReinforceBatch batch = sampled(new double[] {1, -1, 1, -1});
        ReinforceSettings settings = new ReinforceSettings(LossSettings.spatialSsrl(), KlSettings.none(), 1, 100);
        List<LogProbs> before = evaluate(batch);

        // When
        StepReport report = trainer.reinforce(batch, settings, AdamWSettings.of(0.001));

        // Then
        List<LogProbs> after = evaluate(batch);
        assertThat(report.applied()).isTrue();
        assertThat(report.maxRatio()).isEqualTo(1, within(1e-4));
        assertThat(report.clippedShare()).isZero();
        for (int row = 0; row < 4; row++) {
            double change = sum(after.get(row)) - sum(before.get(row));
            assertThat(Math.signum(change)).as("row %s", row).isEqualTo(batch.advantages()[row]);
        }
    }

    @Test
    void chunksDoNotChangeAStep() {
        // Given
        ReinforceBatch batch = sampled(new double[] {1, -0.5, 0.2, -1});
        Weights other = weights.copy();
        KlSettings kl = new KlSettings(KlSettings.Kind.FORWARD, 0.1);

        // When
        StepReport whole =
                trainer.reinforce(batch, new ReinforceSettings(LossSettings.spatialSsrl(), kl, 1, 100), FAST);
        StepReport cut;
        try (AdamW fresh = new AdamW(other)) {
            cut = new Trainer(other, fresh, Optional.of(reference))
                    .reinforce(batch, new ReinforceSettings(LossSettings.spatialSsrl(), kl, 1, 3), FAST);
        }

        // Then
        assertThat(cut.loss()).isEqualTo(whole.loss(), within(1e-5));
        assertThat(cut.gradientNorm()).isEqualTo(whole.gradientNorm(), within(1e-4));
        assertThat(cut.tokens()).isEqualTo(whole.tokens());
        other.close();
    }

    @Test
    void theLossOfAStepIsTheMeanOverAllItsTokens() {
        // Given
        ReinforceBatch batch = sampled(new double[] {1, -0.5, 0.2, -1});
        double sum = 0;
        for (int row = 0; row < 4; row++) {
            sum -= batch.advantages()[row] * batch.rows().sequences().get(row).length;
        }

        // When
        StepReport report = trainer.reinforce(
                batch, new ReinforceSettings(LossSettings.spatialSsrl(), KlSettings.spatialSsrl(), 1, 100), FAST);

        // Then
        assertThat(report.loss()).isEqualTo(sum / batch.rows().tokens(), within(1e-4));
        assertThat(report.referenceKl()).isEqualTo(0, within(1e-6));
    }

    @Test
    void bothPenaltiesPullBackToTheReference() {
        for (KlSettings.Kind kind : List.of(KlSettings.Kind.K3, KlSettings.Kind.FORWARD)) {
            // Given: a policy that has left its reference, and no advantages
            for (int step = 0; step < 5; step++) {
                trainer.imitate(prompts, Toys.rows(4), FAST);
            }
            ReinforceBatch batch = sampled(new double[4]);
            ReinforceSettings settings =
                    new ReinforceSettings(LossSettings.spatialSsrl(), new KlSettings(kind, 1), 1, 100);
            AdamWSettings slow = AdamWSettings.of(0.001);

            // When
            double before = trainer.reinforce(batch, settings, slow).referenceKl();
            StepReport last = trainer.reinforce(batch, settings, slow);
            for (int step = 0; step < 20; step++) {
                last = trainer.reinforce(batch, settings, slow);
            }

            // Then
            assertThat(before).as("%s", kind).isGreaterThan(0.001);
            assertThat(last.referenceKl()).as("%s", kind).isLessThan(before * 0.8);
        }
    }

    @Test
    void perceptionFindsWhatWasMarkedAndTouchesNothingElse() {
        // Given
        List<PlaceTarget> targets = new ArrayList<>();
        List<PromptFeatures> marked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int[] rgb = Toys.plain(64, 64, 0x204060).rgb();
            int cell = 17 * i + 3;
            for (int y = 0; y < 4; y++) {
                for (int x = 0; x < 4; x++) {
                    rgb[(cell / 16 * 4 + y) * 64 + cell % 16 * 4 + x] = 0xFFFFFF;
                }
            }
            marked.add(Toys.features("Where?", new Picture(64, 64, rgb)));
            float[] depth = new float[256];
            Arrays.fill(depth, Float.NaN);
            targets.add(new PlaceTarget(new int[] {cell, -1, -1}, depth));
        }
        float[] language = weights.arrays().get("language.next").toFloatArray();
        double before = trainer.perceive(marked, targets, FAST).loss();

        // When
        double after = before;
        for (int step = 0; step < 60; step++) {
            after = trainer.perceive(marked, targets, FAST).loss();
        }

        // Then
        assertThat(after).isLessThan(before / 2);
        assertThat(weights.arrays().get("language.next").toFloatArray()).isEqualTo(language);
    }

    @Test
    void theSameStepsGiveTheSameWeights() {
        // Given
        Weights twin = weights.copy();

        // When
        try (AdamW other = new AdamW(twin)) {
            for (int step = 0; step < 5; step++) {
                trainer.imitate(prompts, Toys.rows(4), FAST);
                new Trainer(twin, other, Optional.empty()).imitate(prompts, Toys.rows(4), FAST);
            }
        }

        // Then
        weights.arrays()
                .forEach((name, array) -> assertThat(twin.arrays().get(name).toFloatArray())
                        .as(name)
                        .isEqualTo(array.toFloatArray()));
        twin.close();
    }

    @Test
    void aGradientThatIsNotFiniteChangesNothing() {
        // Given
        ReinforceBatch batch = sampled(new double[] {Double.NaN, 1, 1, 1});
        float[] before = weights.arrays().get("relation.text").toFloatArray();

        // When
        StepReport report = trainer.reinforce(
                batch, new ReinforceSettings(LossSettings.spatialSsrl(), KlSettings.none(), 1, 100), FAST);

        // Then
        assertThat(report.applied()).isFalse();
        assertThat(optimiser.steps()).isZero();
        assertThat(weights.arrays().get("relation.text").toFloatArray()).isEqualTo(before);
    }

    @Test
    void aPenaltyWithoutAReferenceIsRefused() {
        Trainer alone = new Trainer(weights, optimiser, Optional.empty());
        ReinforceSettings settings =
                new ReinforceSettings(LossSettings.spatialSsrl(), KlSettings.spatialSsrl(), 1, 100);
        assertThatThrownBy(() -> alone.reinforce(sampled(new double[4]), settings, FAST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a reference");
    }

    private ReinforceBatch sampled(double[] advantages) {
        List<Completion> completions = new ArrayList<>();
        new Sampler(weights).sample(prompts, 1, SamplingOptions.training(8), 3).forEach(completions::addAll);
        Rows rows = new Rows(
                new int[] {0, 1, 2, 3},
                completions.stream().map(Completion::tokens).toList());
        return new ReinforceBatch(
                prompts,
                rows,
                advantages,
                completions.stream()
                        .map(completion -> completion.logProbs().processed())
                        .toList());
    }

    private List<LogProbs> evaluate(ReinforceBatch batch) {
        return new Sampler(weights).logProbs(prompts, batch.rows(), SamplingOptions.training(8));
    }

    private static double sum(LogProbs logProbs) {
        double sum = 0;
        for (float value : logProbs.raw()) {
            sum += value;
        }
        return sum;
    }
}
