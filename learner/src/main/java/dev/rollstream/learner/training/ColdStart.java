package dev.rollstream.learner.training;

import dev.rollstream.learner.training.ColdStartSettings.Phase;
import dev.rollstream.policy.AdamW;
import dev.rollstream.policy.AdamWSettings;
import dev.rollstream.policy.ModelPart;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.Rows;
import dev.rollstream.policy.Trainer;
import dev.rollstream.policy.Vocabulary;
import dev.rollstream.policy.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * From nothing to the weights that reinforcement starts from: practice of the place encoder, which needs no answers, then imitation
 * of worked examples, which teaches the form. Imitation leaves what looks at pictures as it is: answers that fit no picture have
 * nothing to teach it, and would spoil what practice taught of markers.
 *
 * <p>The same settings and material give the same weights, bit for bit, on one kind of processor with one number of threads.
 */
public final class ColdStart {
    /** Hears how it goes. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step was taken.
         *
         * @param phase {@code practice} or {@code imitation}
         * @param step from 0
         * @param steps of the phase
         * @param loss of the step
         */
        void onStep(String phase, int step, int steps, double loss);
    }

    private static final double RELATION_RATE = 0.1;

    private ColdStart() {}

    /** The weights after practice and imitation; the caller closes them. */
    public static Weights run(
            ModelSize size, ColdStartMaterial material, ColdStartSettings settings, Listener listener) {
        Weights weights = Weights.random(size, settings.seed());
        practise(weights, material.practice(), settings, listener);
        imitate(weights, material.examples(), settings, listener);
        return weights;
    }

    private static void practise(
            Weights weights, List<ColdStartMaterial.Practice> items, ColdStartSettings settings, Listener listener) {
        Phase phase = settings.practice();
        SplittableRandom random = new SplittableRandom(settings.seed());
        try (AdamW optimiser = new AdamW(weights)) {
            Trainer trainer = new Trainer(weights, optimiser, Optional.empty());
            for (int step = 0; step < phase.steps(); step++) {
                List<ColdStartMaterial.Practice> drawn = drawn(items, phase.batch(), random);
                double loss = trainer.perceive(
                                drawn.stream()
                                        .map(ColdStartMaterial.Practice::prompt)
                                        .toList(),
                                drawn.stream()
                                        .map(ColdStartMaterial.Practice::target)
                                        .toList(),
                                rate(phase, step))
                        .loss();
                listener.onStep("practice", step, phase.steps(), loss);
            }
        }
    }

    private static void imitate(
            Weights weights,
            List<ColdStartMaterial.WorkedExample> examples,
            ColdStartSettings settings,
            Listener listener) {
        Phase phase = settings.imitation();
        SplittableRandom random = new SplittableRandom(~settings.seed());
        try (AdamW optimiser = new AdamW(weights)) {
            Trainer trainer = new Trainer(weights, optimiser, Optional.empty());
            for (int step = 0; step < phase.steps(); step++) {
                List<ColdStartMaterial.WorkedExample> drawn = drawn(examples, phase.batch(), random);
                List<PromptFeatures> prompts = drawn.stream()
                        .map(ColdStartMaterial.WorkedExample::prompt)
                        .toList();
                AdamWSettings adam = rate(phase, step)
                        .withPartRate(ModelPart.PLACE, 0)
                        .withPartRate(ModelPart.TILE, 0)
                        .withPartRate(ModelPart.RELATION, RELATION_RATE);
                double loss = trainer.imitate(prompts, rows(drawn), adam).loss();
                listener.onStep("imitation", step, phase.steps(), loss);
            }
        }
    }

    private static Rows rows(List<ColdStartMaterial.WorkedExample> examples) {
        List<int[]> sequences = new ArrayList<>();
        IntStream.Builder promptOfRow = IntStream.builder();
        for (int i = 0; i < examples.size(); i++) {
            for (String completion : examples.get(i).completions()) {
                sequences.add(Vocabulary.spell(completion));
                promptOfRow.add(i);
            }
        }
        return new Rows(promptOfRow.build().toArray(), sequences);
    }

    private static <T> List<T> drawn(List<T> items, int count, SplittableRandom random) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("the cold start has steps, but nothing to learn from in them");
        }
        return random.ints(count, 0, items.size()).mapToObj(items::get).toList();
    }

    private static AdamWSettings rate(Phase phase, int step) {
        return AdamWSettings.of(phase.learningRate() * (1 - step / (double) phase.steps()));
    }
}
