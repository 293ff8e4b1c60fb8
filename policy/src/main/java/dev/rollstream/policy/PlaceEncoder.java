package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Where the markers 1 to 3 are and what is there: that there are numbered markers, and three of them, is built in; what they look
 * like is learned. Three convolutions, P x 3 x 64 x 64 to P x 3c x 16 x 16 (c channels); on the 256 cells one attention map for each
 * marker, and an estimate of depth for each cell.
 */
final class PlaceEncoder {
    static final int MARKERS = 3;

    /** Cells on a side of the map. */
    static final int SIDE = 16;

    static final int CELLS = SIDE * SIDE;

    /** What a cell tells besides its features: estimated depth, column and row. */
    static final int EXTRAS = 3;

    private PlaceEncoder() {}

    /**
     * What is seen.
     *
     * @param finding P x 3 x 256, logits of where each marker is
     * @param depth P x 256, estimated depth, no unit
     * @param markers P x 3 x (3c + 3), what is at each marker
     */
    record Places(NDArray finding, NDArray depth, NDArray markers) {}

    static Places encode(Layers layers, PromptBatch prompts) {
        NDArray map = layers.convolution("place.conv1", prompts.pictures(), 2);
        map = layers.convolution("place.conv2", map, 2);
        map = layers.convolution("place.conv3", map, 1);
        long channels = map.getShape().get(1);
        NDArray cells = map.reshape(new Shape(prompts.count(), channels, CELLS)).transpose(0, 2, 1);
        NDArray finding = layers.dense("place.find", cells).transpose(0, 2, 1);
        NDArray depth = layers.dense("place.depth", cells);
        NDArray known = cells.concat(depth, 2).concat(coordinates(cells.getManager(), prompts.count()), 2);
        return new Places(finding, depth.squeeze(2), finding.softmax(2).matMul(known));
    }

    /** P x 256 x 2: column and row of each cell, from -1 to 1. */
    private static NDArray coordinates(NDManager manager, int prompts) {
        float[] grid = new float[prompts * CELLS * 2];
        for (int i = 0; i < prompts * CELLS; i++) {
            grid[2 * i] = (i % SIDE + 0.5f) * 2 / SIDE - 1;
            grid[2 * i + 1] = (i % CELLS / SIDE + 0.5f) * 2 / SIDE - 1;
        }
        return manager.create(grid, new Shape(prompts, CELLS, 2));
    }
}
