package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * What the prompt says of each label. Nine slots: labels 0 to 3 hold the tiles of the first picture and, for 1 to 3, the markers;
 * A to D hold the option pictures and the options' texts; the ninth holds the prompt's text. The text scales and shifts the two
 * kinds of picture content feature by feature, so that it decides which of them counts. Then blocks of self-attention among the nine
 * slots (normalised before each half, 4 heads, feed-forward of twice the width).
 */
final class SlotEncoder {
    static final int SLOTS = Vocabulary.LABELS + 1;

    private static final int HEADS = 4;
    private static final int DIGITS = 4;

    private final Layers layers;
    private final ModelSize size;

    SlotEncoder(Layers layers, ModelSize size) {
        this.layers = layers;
        this.size = size;
    }

    /** P x 9 x width. */
    NDArray encode(PromptBatch prompts, PlaceEncoder.Places places) {
        int width = size.width();
        NDArray words = layers.product("relation.words", prompts.text());
        NDArray text = Activation.relu(layers.dense("relation.text", Activation.relu(words)));
        NDArray film = layers.dense("relation.film", text).reshape(new Shape(prompts.count(), 4, width));
        NDArray tiles = conditioned(TileEncoder.encode(layers, prompts, width), film, 0);
        NDArray markers = conditioned(layers.dense("relation.marker", places.markers()), film, 2);
        NDArray options = layers.product("relation.words", prompts.options());
        NDArray none = text.getManager().zeros(new Shape(prompts.count(), 1, width));
        NDArray digits = tiles.get(":, :" + DIGITS).add(none.concat(markers, 1));
        NDArray letters = tiles.get(":, " + DIGITS + ":").add(options);
        NDArray slots = digits.concat(letters, 1).concat(text.expandDims(1), 1);
        slots = slots.add(layers.parameter("relation.slot"));
        for (int block = 0; block < size.blocks(); block++) {
            slots = block("relation.block" + block, slots);
        }
        return layers.norm("relation.norm", slots);
    }

    /** Scaled by 1 + one row of {@code film} and shifted by the next. */
    private static NDArray conditioned(NDArray content, NDArray film, int row) {
        NDArray scale = film.get(":, " + row + ":" + (row + 1)).add(1);
        NDArray shift = film.get(":, " + (row + 1) + ":" + (row + 2));
        return content.mul(scale).add(shift);
    }

    private NDArray block(String name, NDArray slots) {
        NDArray normed = layers.norm(name + ".norm1", slots);
        NDArray query = heads(layers.dense(name + ".query", normed));
        NDArray key = heads(layers.dense(name + ".key", normed));
        NDArray value = heads(layers.dense(name + ".value", normed));
        NDArray products = query.matMul(key.transpose(0, 1, 3, 2));
        NDArray weights = Scalars.quotient(products, Math.sqrt(size.width() / (double) HEADS))
                .softmax(3);
        NDArray seen = weights.matMul(value).transpose(0, 2, 1, 3).reshape(slots.getShape());
        NDArray attended = slots.add(layers.dense(name + ".out", seen));
        NDArray inner = Activation.relu(layers.dense(name + ".up", layers.norm(name + ".norm2", attended)));
        return attended.add(layers.dense(name + ".down", inner));
    }

    /** P x 9 x width to P x heads x 9 x (width / heads). */
    private NDArray heads(NDArray slots) {
        return slots.reshape(new Shape(slots.getShape().get(0), SLOTS, HEADS, size.width() / HEADS))
                .transpose(0, 2, 1, 3);
    }
}
