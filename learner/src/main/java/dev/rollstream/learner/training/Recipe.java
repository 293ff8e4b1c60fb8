package dev.rollstream.learner.training;

import dev.rollstream.policy.AdamWSettings;
import dev.rollstream.policy.KlSettings;
import dev.rollstream.policy.LossSettings;
import dev.rollstream.policy.ModelPart;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that decides an update, given weights, optimiser and batch.
 *
 * @param objective that is minimised
 * @param optimisation that changes the weights
 * @param oldLogProbs that ratios are taken against
 * @param batching of groups
 */
public record Recipe(Objective objective, Optimisation optimisation, OldLogProbs oldLogProbs, Batching batching) {
    /** Batches after which the laptop's learning rate has fallen. */
    public static final int LAPTOP_STEPS = 600;

    private static final int CHUNK_ROWS = 400;

    /**
     * What a small policy learns by on a laptop, in {@value #LAPTOP_STEPS} batches of some 400 members. It differs from the published
     * settings where those let it collapse: an exact forward KL at 0.03 instead of k3 at 0.01, a far greater learning rate that falls
     * to a tenth, a tenth of it for what writes the form and for what finds markers, and one update a batch.
     */
    public static Recipe laptop() {
        AdamWSettings adam =
                AdamWSettings.of(5e-4).withPartRate(ModelPart.LANGUAGE, 0.1).withPartRate(ModelPart.PLACE, 0.1);
        return new Recipe(
                new Objective(LossSettings.spatialSsrl(), new KlSettings(KlSettings.Kind.FORWARD, 0.03), 1),
                new Optimisation(adam, new RateSchedule(0, LAPTOP_STEPS, 0.1)),
                OldLogProbs.rollout(),
                new Batching(1, CHUNK_ROWS, false));
    }

    /**
     * As Spatial-SSRL was trained: clips 0.2, 0.3 and 3, k3 at 0.01, a constant rate of 1e-6, decay 0.01, gradients bounded at 1, two
     * updates a batch against recomputed log-probabilities, no importance weights.
     */
    public static Recipe spatialSsrl() {
        return new Recipe(
                new Objective(LossSettings.spatialSsrl(), KlSettings.spatialSsrl(), 1),
                new Optimisation(AdamWSettings.of(1e-6), RateSchedule.constant()),
                OldLogProbs.recompute(0),
                new Batching(2, CHUNK_ROWS, false));
    }

    /** This recipe with a learning rate that falls over another number of batches. */
    public Recipe over(long steps) {
        RateSchedule schedule = optimisation.schedule();
        return with(new Optimisation(
                optimisation.adam(), new RateSchedule(schedule.warmUpSteps(), steps, schedule.floor())));
    }

    /** This recipe with another objective. */
    public Recipe with(Objective other) {
        return new Recipe(other, optimisation, oldLogProbs, batching);
    }

    /** This recipe with another optimisation. */
    public Recipe with(Optimisation other) {
        return new Recipe(objective, other, oldLogProbs, batching);
    }

    /** This recipe with other old log-probabilities. */
    public Recipe with(OldLogProbs other) {
        return new Recipe(objective, optimisation, other, batching);
    }

    /** This recipe with another batching. */
    public Recipe with(Batching other) {
        return new Recipe(objective, optimisation, oldLogProbs, other);
    }

    /**
     * Every setting by name, in the order of the names: equal recipes and only those give equal maps. Numbers are written so that they
     * read back exactly.
     */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        LossSettings loss = objective.loss();
        settings.put("loss", loss.kind().name());
        settings.put("clip.low", text(loss.clipLow()));
        settings.put("clip.high", text(loss.clipHigh()));
        settings.put("clip.dual", text(loss.clipDual()));
        settings.put("kl", objective.kl().kind().name());
        settings.put("kl.coefficient", text(objective.kl().coefficient()));
        settings.put("temperature", text(objective.temperature()));
        settings.put("old.source", oldLogProbs.source().name());
        settings.put("old.weight-cap", text(oldLogProbs.weightCap()));
        settings.put("batch.updates", Integer.toString(batching.updates()));
        settings.put("batch.chunk-rows", Integer.toString(batching.chunkRows()));
        settings.put("batch.skip-flat", Boolean.toString(batching.skipFlat()));
        describe(optimisation, settings);
        return Collections.unmodifiableMap(settings);
    }

    private static void describe(Optimisation optimisation, Map<String, String> settings) {
        AdamWSettings adam = optimisation.adam();
        settings.put("adam.rate", text(adam.learningRate()));
        settings.put("adam.beta1", text(adam.beta1()));
        settings.put("adam.beta2", text(adam.beta2()));
        settings.put("adam.epsilon", text(adam.epsilon()));
        settings.put("adam.weight-decay", text(adam.weightDecay()));
        settings.put("adam.max-norm", text(adam.maxNorm()));
        for (ModelPart part : ModelPart.values()) {
            settings.put("adam.rate." + part.name(), text(adam.partRates().getOrDefault(part, 1.0)));
        }
        RateSchedule schedule = optimisation.schedule();
        settings.put("schedule.warm-up-steps", Long.toString(schedule.warmUpSteps()));
        settings.put("schedule.last-step", Long.toString(schedule.lastStep()));
        settings.put("schedule.floor", text(schedule.floor()));
    }

    private static String text(double value) {
        return Double.toString(value);
    }
}
