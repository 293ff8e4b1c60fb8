package dev.rollstream.policy;

/**
 * How a step learns from advantages.
 *
 * @param loss of a token
 * @param kl that holds the policy near its reference
 * @param temperature that the rows were sampled at, above 0; they must not have been truncated by top-p
 * @param chunkRows rows that are held in memory at once; the step is the same for every number, up to rounding
 */
public record ReinforceSettings(LossSettings loss, KlSettings kl, double temperature, int chunkRows) {
    /** Checks the bounds. */
    public ReinforceSettings {
        if (!(temperature > 0) || chunkRows < 1) {
            throw new IllegalArgumentException("temperature must be above 0 and chunks have a row at least, not "
                    + temperature + " and " + chunkRows);
        }
    }
}
