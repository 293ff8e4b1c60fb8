package dev.rollstream.learner.training;

import dev.rollstream.policy.AdamW;
import dev.rollstream.policy.AdamWSettings;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.ReinforceBatch;
import dev.rollstream.policy.ReinforceSettings;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.StepReport;
import dev.rollstream.policy.Trainer;
import dev.rollstream.policy.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Learns from batches of groups. What a batch does is a function of weights, optimiser, reference, recipe, the number of the step and
 * the groups in their order: two trainers that agree in these agree in every bit, on one kind of processor with one number of
 * threads.
 *
 * <p>Owns weights, optimiser and reference and closes them. For one thread; whoever samples meanwhile needs a copy of the weights.
 */
public final class PolicyTrainer implements AutoCloseable {
    private final Weights weights;
    private final AdamW optimiser;
    private final Weights reference;
    private final Recipe recipe;
    private final Trainer trainer;

    /**
     * A trainer that goes on from a checkpoint.
     *
     * @param weights that learn
     * @param optimiser of these weights
     * @param reference that the penalty holds them near: what training started from
     * @param recipe to learn by
     */
    public PolicyTrainer(Weights weights, AdamW optimiser, Weights reference, Recipe recipe) {
        this.weights = weights;
        this.optimiser = optimiser;
        this.reference = reference;
        this.recipe = recipe;
        this.trainer = new Trainer(weights, optimiser, Optional.of(reference));
    }

    /** A trainer at its first step: {@code start}, which it then owns, is what learns, and a copy of it the reference. */
    public static PolicyTrainer startingFrom(Weights start, Recipe recipe) {
        return new PolicyTrainer(start, new AdamW(start), start.copy(), recipe);
    }

    /** The weights as they are; they change with the next update. */
    public Weights weights() {
        return weights;
    }

    /** The optimiser's state, for a checkpoint. */
    public AdamW optimiser() {
        return optimiser;
    }

    /** What the penalty holds the weights near. */
    public Weights reference() {
        return reference;
    }

    /** What it learns by. */
    public Recipe recipe() {
        return recipe;
    }

    /**
     * Takes all updates of one batch.
     *
     * @param groups in the order that decides the result
     * @param step number of the batch, from 0; it decides the learning rate
     */
    public BatchReport update(List<PromptGroup> groups, long step) {
        List<PromptGroup> learned = recipe.batching().skipFlat()
                ? groups.stream().filter(group -> !group.flat()).toList()
                : groups;
        int flat = (int) groups.stream().filter(PromptGroup::flat).count();
        AdamWSettings adam = recipe.optimisation().at(step);
        if (learned.isEmpty()) {
            return new BatchReport(step, adam.learningRate(), flat, List.of(), RolloutDrift.NONE);
        }
        boolean recompute = recipe.oldLogProbs().source() == OldLogProbs.Source.RECOMPUTE;
        Optional<Recomputed> recomputed =
                recompute ? Optional.of(Recomputed.of(new Sampler(weights), learned, recipe)) : Optional.empty();
        List<StepReport> updates = new ArrayList<>();
        int count = Math.min(recipe.batching().updates(), learned.size());
        for (int i = 0; i < count; i++) {
            int from = learned.size() * i / count;
            int to = learned.size() * (i + 1) / count;
            updates.add(take(batch(learned.subList(from, to), recomputed.map(all -> all.part(from, to))), adam));
        }
        RolloutDrift drift = recomputed.map(Recomputed::drift).orElseGet(() -> drift(updates));
        return new BatchReport(step, adam.learningRate(), flat, updates, drift);
    }

    private StepReport take(ReinforceBatch batch, AdamWSettings adam) {
        Objective objective = recipe.objective();
        return trainer.reinforce(
                batch,
                new ReinforceSettings(
                        objective.loss(),
                        objective.kl(),
                        objective.temperature(),
                        recipe.batching().chunkRows()),
                adam);
    }

    private static ReinforceBatch batch(List<PromptGroup> groups, Optional<Recomputed> recomputed) {
        List<PromptFeatures> prompts = groups.stream().map(PromptGroup::prompt).toList();
        List<SampledMember> members =
                groups.stream().flatMap(group -> group.members().stream()).toList();
        double[] advantages =
                members.stream().mapToDouble(SampledMember::advantage).toArray();
        List<float[]> sampled = members.stream().map(SampledMember::logProbs).toList();
        return new ReinforceBatch(
                prompts,
                Recomputed.rows(groups),
                advantages,
                recomputed.map(Recomputed::logProbs).orElse(sampled),
                recomputed.map(Recomputed::weights).orElse(List.of()));
    }

    /** Where ratios are taken against the rollouts, updates have measured it. */
    private static RolloutDrift drift(List<StepReport> updates) {
        double tokens = 0;
        double kl = 0;
        double maxRatio = 0;
        for (StepReport update : updates) {
            tokens += update.tokens();
            kl += update.policyKl() * update.tokens();
            maxRatio = Math.max(maxRatio, update.maxRatio());
        }
        return new RolloutDrift(kl / tokens, maxRatio, 0, 1);
    }

    @Override
    public void close() {
        optimiser.close();
        reference.close();
        weights.close();
    }
}
