package dev.rollstream.learner.training;

/**
 * How a cold start goes.
 *
 * @param seed of the first weights and of what is drawn when
 * @param practice of finding markers and depth
 * @param imitation of worked examples
 */
public record ColdStartSettings(long seed, Phase practice, Phase imitation) {
    /**
     * One half of it.
     *
     * @param steps 0 leaves it out
     * @param batch items of a step
     * @param learningRate at the start; it falls linearly to 0
     */
    public record Phase(int steps, int batch, double learningRate) {
        /** Checks the bounds. */
        public Phase {
            if (steps < 0 || batch < 1 || !(learningRate > 0)) {
                throw new IllegalArgumentException(
                        "a phase has 0 or more steps, a batch of 1 or more and a rate above 0," + " not " + steps + ", "
                                + batch + " and " + learningRate);
            }
        }
    }

    /** What a laptop does in about a minute. */
    public static ColdStartSettings laptop(long seed) {
        return new ColdStartSettings(seed, new Phase(200, 64, 2e-3), new Phase(300, 24, 8e-3));
    }
}
