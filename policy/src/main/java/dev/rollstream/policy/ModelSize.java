package dev.rollstream.policy;

/**
 * How wide the model is.
 *
 * @param width of a slot's vector, a multiple of 4
 * @param hidden width of the decoder's state
 * @param channels of the first convolution; later ones have two and three times as many
 * @param blocks of attention among the slots
 * @param buckets of the hashed bags of words
 */
public record ModelSize(int width, int hidden, int channels, int blocks, int buckets) {
    /** Checks the bounds. */
    public ModelSize {
        if (width < 4 || width % 4 != 0 || hidden < 1 || channels < 1 || blocks < 0 || buckets < 1) {
            throw new IllegalArgumentException("not a model: width " + width + " (a multiple of 4), hidden " + hidden
                    + ", channels " + channels + ", blocks " + blocks + ", buckets " + buckets);
        }
    }

    /** About 1 million parameters: what a laptop trains in minutes. */
    public static ModelSize laptop() {
        return new ModelSize(128, 64, 16, 2, 1_024);
    }
}
