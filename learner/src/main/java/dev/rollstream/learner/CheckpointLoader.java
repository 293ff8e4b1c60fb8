package dev.rollstream.learner;

import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.checkpoint.Manifest;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.policy.AdamW;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.Weights;
import java.io.IOException;

/** A checkpoint back into memory. */
final class CheckpointLoader {
    private CheckpointLoader() {}

    /**
     * A trainer that stands where one stood when it wrote the checkpoint.
     *
     * @throws IOException if a file is missing, damaged or another one than the manifest says
     */
    static PolicyTrainer trainer(Checkpoint from, Recipe recipe) throws IOException {
        ModelSize size = ModelSize.laptop();
        Manifest.Files sums = from.manifest().files();
        Weights weights = Weights.load(from.weights(), size, sums.weights());
        try {
            AdamW optimiser = AdamW.load(from.optimiser(), weights, sums.optimiser());
            try {
                Weights reference = Weights.load(from.reference(), size, sums.reference());
                return new PolicyTrainer(weights, optimiser, reference, recipe);
            } catch (IOException e) {
                optimiser.close();
                throw e;
            }
        } catch (IOException e) {
            weights.close();
            throw e;
        }
    }
}
