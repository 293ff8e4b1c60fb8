package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;

/**
 * The model as a function of its parameters. P prompts, N rows (each of one prompt), T steps, V tokens:
 *
 * <pre>
 * pictures P x 3 x 64 x 64  -- PlaceEncoder --> markers P x 3 x (3c + 3) --+
 * tiles    M x 3 x 32 x 32  -- TileEncoder  --> tiles   P x 8 x width   --+-- SlotEncoder --> slots P x 9 x width --+
 * text     P x buckets, options P x 4 x buckets --------------------------+                                        |
 * tokens   N x T                                                       -- Decoder --> logits N x T x V  <----------+
 * </pre>
 */
final class Network {
    private final ModelSize size;
    private final Layers layers;

    Network(ModelSize size, Map<String, NDArray> parameters) {
        this.size = size;
        this.layers = new Layers(parameters);
    }

    /**
     * What prompts give, before anything is written.
     *
     * @param slots P x 9 x width
     * @param start P x hidden
     * @param places for learning where markers are
     */
    record Reading(NDArray slots, NDArray start, PlaceEncoder.Places places) {}

    Reading read(PromptBatch prompts) {
        PlaceEncoder.Places places = PlaceEncoder.encode(layers, prompts);
        NDArray slots = new SlotEncoder(layers, size).encode(prompts, places);
        return new Reading(slots, new Decoder(layers, size).start(prompts), places);
    }

    /** Only where markers are and how far things are. */
    PlaceEncoder.Places places(PromptBatch prompts) {
        return PlaceEncoder.encode(layers, prompts);
    }

    /**
     * A reading with a row for each of {@code promptOfRow}: N x 9 x width and N x hidden.
     *
     * @param promptOfRow index of each row's prompt
     */
    Reading repeated(Reading reading, int[] promptOfRow) {
        NDManager manager = reading.slots().getManager();
        long prompts = reading.slots().getShape().get(0);
        float[] choice = new float[promptOfRow.length * (int) prompts];
        for (int row = 0; row < promptOfRow.length; row++) {
            choice[row * (int) prompts + promptOfRow[row]] = 1;
        }
        NDArray choose = manager.create(choice, new Shape(promptOfRow.length, prompts));
        NDArray slots = choose.matMul(reading.slots().reshape(new Shape(prompts, -1)))
                .reshape(new Shape(promptOfRow.length, SlotEncoder.SLOTS, size.width()));
        return new Reading(slots, choose.matMul(reading.start()), reading.places());
    }

    /** One or more steps of every row; {@code state} is 1 x N x hidden. */
    Decoder.Steps decode(NDArray state, NDArray slots, TokenBatch tokens) {
        return new Decoder(layers, size).read(state, slots, tokens);
    }

    /** N x T x V: the logits of each token of given sequences. */
    NDArray logits(NDManager manager, List<PromptFeatures> prompts, Rows rows) {
        Reading reading = read(PromptBatch.of(manager, prompts, size.buckets()));
        Reading repeated = repeated(reading, rows.promptOfRow());
        TokenBatch tokens = TokenBatch.of(manager, rows.sequences(), rows.steps());
        return decode(repeated.start().expandDims(0), repeated.slots(), tokens).logits();
    }
}
