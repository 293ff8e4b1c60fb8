package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prompts as arrays of one manager. P prompts with M tiles among them:
 *
 * @param count P
 * @param pictures P x 3 x 64 x 64, from -1 to 1
 * @param tiles M x 3 x 32 x 32, from -1 to 1
 * @param placing (P x 8) x M, ones where a tile belongs to a slot
 * @param text P x buckets, ones where a word or pair of words occurs
 * @param options P x 4 x buckets, the same for the options' texts
 */
record PromptBatch(int count, NDArray pictures, NDArray tiles, NDArray placing, NDArray text, NDArray options) {
    static PromptBatch of(NDManager manager, List<PromptFeatures> prompts, int buckets) {
        int count = prompts.size();
        List<byte[]> tiles = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        float[] text = new float[count * buckets];
        float[] options = new float[count * PromptText.OPTIONS * buckets];
        for (int p = 0; p < count; p++) {
            for (Map.Entry<Integer, byte[]> tile : prompts.get(p).tiles().entrySet()) {
                slots.add(p * Vocabulary.LABELS + tile.getKey());
                tiles.add(tile.getValue());
            }
            List<int[]> bags = prompts.get(p).bags();
            mark(text, p * buckets, bags.get(0));
            for (int option = 0; option < PromptText.OPTIONS; option++) {
                mark(options, (p * PromptText.OPTIONS + option) * buckets, bags.get(1 + option));
            }
        }
        float[] placing = new float[count * Vocabulary.LABELS * tiles.size()];
        for (int tile = 0; tile < tiles.size(); tile++) {
            placing[slots.get(tile) * tiles.size() + tile] = 1;
        }
        List<byte[]> pictures = prompts.stream().map(PromptFeatures::picture).toList();
        return new PromptBatch(
                count,
                pixels(manager, pictures, PromptFeatures.PICTURE_SIDE),
                pixels(manager, tiles, PromptFeatures.TILE_SIDE),
                manager.create(placing, new Shape((long) count * Vocabulary.LABELS, tiles.size())),
                manager.create(text, new Shape(count, buckets)),
                manager.create(options, new Shape(count, PromptText.OPTIONS, buckets)));
    }

    private static void mark(float[] row, int from, int[] bag) {
        for (int bucket : bag) {
            row[from + bucket] = 1;
        }
    }

    private static NDArray pixels(NDManager manager, List<byte[]> planes, int side) {
        float[] pixels = new float[planes.size() * 3 * side * side];
        int at = 0;
        for (byte[] plane : planes) {
            for (byte value : plane) {
                pixels[at++] = (value & 0xFF) / 127.5f - 1;
            }
        }
        return manager.create(pixels, new Shape(planes.size(), 3, side, side));
    }
}
