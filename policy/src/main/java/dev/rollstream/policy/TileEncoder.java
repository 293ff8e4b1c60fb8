package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * What tiles show: the same weights look at every part of the first picture and at every option picture. Three convolutions with
 * stride 2, M x 3 x 32 x 32 to M x 4c x 4 x 4 (c channels), and a dense layer to M x width; then each goes to its label's slot.
 */
final class TileEncoder {
    /** Cells of the last feature map. */
    static final int CELLS = 16;

    private TileEncoder() {}

    /** P x 8 x width, zero where a label has no tile. */
    static NDArray encode(Layers layers, PromptBatch prompts, int width) {
        NDArray map = layers.convolution("tile.conv1", prompts.tiles(), 2);
        map = layers.convolution("tile.conv2", map, 2);
        map = layers.convolution("tile.conv3", map, 2);
        NDArray flat = map.reshape(new Shape(map.getShape().get(0), -1));
        NDArray shown = Activation.relu(layers.dense("tile.dense", flat));
        return prompts.placing().matMul(shown).reshape(new Shape(prompts.count(), Vocabulary.LABELS, width));
    }
}
