package dev.rollstream.policy;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names, shapes and starting spread of every parameter of a model, in a fixed order. */
final class ParameterPlan {
    /**
     * One parameter.
     *
     * @param deviation of the normal numbers it starts from; 0 for a constant
     * @param constant that it starts from
     */
    record Entry(Shape shape, double deviation, float constant) {}

    private static final double RELU = Math.sqrt(2);

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final ModelSize size;

    private ParameterPlan(ModelSize size) {
        this.size = size;
    }

    static Map<String, Entry> of(ModelSize size) {
        ParameterPlan plan = new ParameterPlan(size);
        plan.place();
        plan.tile();
        plan.relation();
        plan.language();
        return plan.entries;
    }

    private void place() {
        int c = size.channels();
        convolution("place.conv1", 3, c);
        convolution("place.conv2", c, 2 * c);
        convolution("place.conv3", 2 * c, 3 * c);
        dense("place.find", 3 * c, PlaceEncoder.MARKERS, 1);
        dense("place.depth", 3 * c, 1, 1);
    }

    private void tile() {
        int c = size.channels();
        convolution("tile.conv1", 3, c);
        convolution("tile.conv2", c, 2 * c);
        convolution("tile.conv3", 2 * c, 4 * c);
        dense("tile.dense", 4 * c * TileEncoder.CELLS, size.width(), RELU);
    }

    private void relation() {
        int width = size.width();
        dense("relation.marker", 3 * size.channels() + PlaceEncoder.EXTRAS, width, 1);
        put("relation.words", new Shape(width, size.buckets()), 0.1);
        dense("relation.text", width, width, RELU);
        dense("relation.film", width, 4 * width, 0.3);
        put("relation.slot", new Shape(SlotEncoder.SLOTS, width), 0.3);
        for (int block = 0; block < size.blocks(); block++) {
            String name = "relation.block" + block;
            norm(name + ".norm1", width);
            dense(name + ".query", width, width, 1);
            dense(name + ".key", width, width, 1);
            dense(name + ".value", width, width, 1);
            dense(name + ".out", width, width, 0.5);
            norm(name + ".norm2", width);
            dense(name + ".up", width, 2 * width, RELU);
            dense(name + ".down", 2 * width, width, 0.5);
        }
        norm("relation.norm", width);
        dense("relation.point", size.hidden() + width, width, 0.5);
        dense("relation.mix", size.hidden() + 2 * width, width, RELU);
        dense("relation.label", width, Vocabulary.LABELS, 0.1);
    }

    private void language() {
        int hidden = size.hidden();
        put("language.words", new Shape(hidden, size.buckets()), 0.1);
        constant("language.start", new Shape(hidden), 0);
        put("language.token", new Shape(Vocabulary.size() + 1, hidden), 0.5);
        int input = hidden + Vocabulary.LABELS;
        put("language.gru.input", new Shape(3L * hidden, input), 1 / Math.sqrt(input));
        put("language.gru.state", new Shape(3L * hidden, hidden), 1 / Math.sqrt(hidden));
        constant("language.gru.input.bias", new Shape(3L * hidden), 0);
        constant("language.gru.state.bias", new Shape(3L * hidden), 0);
        dense("language.repeat", hidden, 1, 0.1);
        dense("language.next", hidden, Vocabulary.size(), 0.5);
    }

    private void convolution(String name, int in, int out) {
        put(name, new Shape(out, in, 3, 3), RELU / Math.sqrt(9.0 * in));
        constant(name + ".bias", new Shape(out), 0);
    }

    private void dense(String name, int in, int out, double gain) {
        put(name, new Shape(out, in), gain / Math.sqrt(in));
        constant(name + ".bias", new Shape(out), 0);
    }

    private void norm(String name, int width) {
        constant(name, new Shape(width), 1);
        constant(name + ".bias", new Shape(width), 0);
    }

    private void put(String name, Shape shape, double deviation) {
        entries.put(name, new Entry(shape, deviation, 0));
    }

    private void constant(String name, Shape shape, float value) {
        entries.put(name, new Entry(shape, 0, value));
    }
}
