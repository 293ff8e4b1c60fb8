package dev.rollstream.learner.checkpoint;

import java.nio.file.Path;

/**
 * A checkpoint on disk.
 *
 * @param folder that holds it
 * @param reference file of the reference's weights, shared by the checkpoints of a learner
 * @param manifest what it says of itself
 */
public record Checkpoint(Path folder, Path reference, Manifest manifest) {
    static final String MANIFEST = "checkpoint.json";

    /** The policy's weights. */
    public Path weights() {
        return weightsIn(folder);
    }

    /** The optimiser's state. */
    public Path optimiser() {
        return optimiserIn(folder);
    }

    static Path weightsIn(Path folder) {
        return folder.resolve("weights.safetensors");
    }

    static Path optimiserIn(Path folder) {
        return folder.resolve("optimiser.safetensors");
    }
}
