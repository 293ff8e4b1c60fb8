package dev.rollstream.pretext.depth;

/**
 * Numbers in rows, as a file holds them.
 *
 * @param width numbers a row
 * @param height rows
 * @param values from the top row on, each row from the left; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record NumberGrid(int width, int height, float[] values) {

    /**
     * A smaller grid that has, for each of its places, the number in the middle of the box that the place stands for. No number is
     * made up: a mean of near and far would be the depth of nothing in the picture.
     *
     * @param newWidth at most the width
     * @param newHeight at most the height
     */
    NumberGrid reducedTo(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        int[] columns = middles(width, newWidth);
        int[] rows = middles(height, newHeight);
        float[] reduced = new float[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                reduced[y * newWidth + x] = values[rows[y] * width + columns[x]];
            }
        }
        return new NumberGrid(newWidth, newHeight, reduced);
    }

    private static int[] middles(int from, int to) {
        int[] middles = new int[to];
        for (int i = 0; i < to; i++) {
            middles[i] = (int) ((2L * i + 1) * from / (2L * to));
        }
        return middles;
    }
}
