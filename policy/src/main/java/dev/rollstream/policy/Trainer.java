package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes weights: from what pictures themselves tell, from given completions, or from advantages. Weights, optimiser and reference
 * stay the caller's to close. For one thread; whoever samples meanwhile needs weights of their own.
 */
public final class Trainer {
    private final Weights weights;
    private final AdamW optimiser;
    private final Optional<Weights> reference;

    /**
     * A trainer.
     *
     * @param reference that the policy is held near, where a KL penalty is wanted
     */
    public Trainer(Weights weights, AdamW optimiser, Optional<Weights> reference) {
        this.weights = weights;
        this.optimiser = optimiser;
        this.reference = reference;
    }

    /**
     * Learns where markers are and how far things are, which pictures tell without any answer: cross-entropy of the cells of the
     * markers, plus the mean squared error of depth. Changes {@link ModelPart#PLACE} only.
     *
     * @param targets one for each prompt
     */
    public StepReport perceive(List<PromptFeatures> prompts, List<PlaceTarget> targets, AdamWSettings settings) {
        if (prompts.size() != targets.size()) {
            throw new IllegalArgumentException(prompts.size() + " prompts with " + targets.size() + " targets");
        }
        AdamWSettings placesOnly = settings;
        for (ModelPart part : ModelPart.values()) {
            placesOnly = part == ModelPart.PLACE ? placesOnly : placesOnly.withPartRate(part, 0);
        }
        GradientStep.Objective objective = (manager, network) -> {
            PromptBatch batch = PromptBatch.of(manager, prompts, weights.size().buckets());
            return PlaceLoss.of(manager, network.places(batch), targets);
        };
        GradientStep.Result result = GradientStep.take(weights, optimiser, placesOnly, List.of(objective));
        return new StepReport(result.loss(), result.norm(), 0, 0, 0, 0, 1, 0);
    }

    /** Learns to write given completions: mean cross-entropy over all tokens. */
    public StepReport imitate(List<PromptFeatures> prompts, Rows rows, AdamWSettings settings) {
        GradientStep.Objective objective = (manager, network) -> {
            Choices choices = Choices.of(manager, network.logits(manager, prompts, rows), rows);
            return Scalars.quotient(choices.logProbs().mul(choices.mask()).sum(), -rows.tokens());
        };
        GradientStep.Result result = GradientStep.take(weights, optimiser, settings, List.of(objective));
        return new StepReport(result.loss(), result.norm(), rows.tokens(), 0, 0, 0, 1, 0);
    }

    /**
     * Learns from advantages: the mean over all tokens of the batch of loss plus penalty, however the batch is cut into chunks.
     *
     * @throws IllegalArgumentException if the penalty needs a reference and there is none
     */
    public StepReport reinforce(ReinforceBatch batch, ReinforceSettings settings, AdamWSettings adam) {
        if (settings.kl().kind() != KlSettings.Kind.NONE && reference.isEmpty()) {
            throw new IllegalArgumentException(
                    "a KL penalty of kind " + settings.kl().kind() + " needs a reference policy");
        }
        StepMeter meter = new StepMeter(settings.loss());
        List<GradientStep.Objective> objectives = new ArrayList<>();
        int count = batch.rows().sequences().size();
        for (int from = 0; from < count; from += settings.chunkRows()) {
            int begin = from;
            int end = Math.min(count, from + settings.chunkRows());
            objectives.add(
                    (manager, network) -> chunk(manager, network, new Chunk(batch, settings, begin, end), meter));
        }
        GradientStep.Result result = GradientStep.take(weights, optimiser, adam, objectives);
        return meter.report(result);
    }

    private record Chunk(ReinforceBatch batch, ReinforceSettings settings, int from, int to) {
        Rows rows() {
            return batch.rows().part(from, to).renumbered();
        }

        List<PromptFeatures> prompts() {
            List<PromptFeatures> prompts = new ArrayList<>();
            for (int prompt : batch.rows().part(from, to).usedPrompts()) {
                prompts.add(batch.prompts().get(prompt));
            }
            return prompts;
        }

        NDArray advantages(NDManager manager) {
            float[] advantages = new float[to - from];
            for (int row = from; row < to; row++) {
                advantages[row - from] = (float) batch.advantages()[row];
            }
            return manager.create(advantages, new Shape(to - from, 1));
        }

        NDArray oldLogProbs(NDManager manager, int steps) {
            return padded(manager, batch.oldLogProbs(), steps);
        }

        /** The loss with each token's weight, if there are any. */
        NDArray weighted(NDManager manager, NDArray loss, int steps) {
            return batch.tokenWeights().isEmpty() ? loss : loss.mul(padded(manager, batch.tokenWeights(), steps));
        }

        private NDArray padded(NDManager manager, List<float[]> values, int steps) {
            float[] padded = new float[(to - from) * steps];
            for (int row = from; row < to; row++) {
                float[] known = values.get(row);
                System.arraycopy(known, 0, padded, (row - from) * steps, known.length);
            }
            return manager.create(padded, new Shape(to - from, steps));
        }
    }

    private NDArray chunk(NDManager manager, Network network, Chunk chunk, StepMeter meter) {
        Rows rows = chunk.rows();
        List<PromptFeatures> prompts = chunk.prompts();
        double temperature = chunk.settings.temperature();
        Choices choices =
                Choices.of(manager, Scalars.quotient(network.logits(manager, prompts, rows), temperature), rows);
        TensorLoss.Inputs inputs = new TensorLoss.Inputs(
                choices.logProbs(),
                chunk.oldLogProbs(manager, rows.steps()),
                chunk.advantages(manager),
                choices.mask());
        NDArray loss = chunk.weighted(manager, TensorLoss.perToken(chunk.settings.loss(), inputs), rows.steps());
        KlSettings kl = chunk.settings.kl();
        NDArray penalty = manager.zeros(loss.getShape());
        if (kl.kind() != KlSettings.Kind.NONE) {
            Network old = reference.orElseThrow().network();
            Choices known =
                    Choices.of(manager, Scalars.quotient(old.logits(manager, prompts, rows), temperature), rows);
            penalty = kl.kind() == KlSettings.Kind.K3
                    ? TensorLoss.k3(choices.logProbs(), known.logProbs(), choices.mask())
                    : TensorLoss.forwardKl(choices.logs(), known.logs(), choices.mask());
        }
        meter.add(rows, inputs, choices.logs(), penalty);
        NDArray sum = loss.add(Scalars.product(penalty, kl.coefficient())).sum();
        return Scalars.quotient(sum, chunk.batch.rows().tokens());
    }
}
