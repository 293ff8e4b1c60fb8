package dev.rollstream.producer.worker.scripted;

import java.time.Duration;

/**
 * What the scripted engine's completions are like.
 *
 * @param seed decides everything together with group id and index
 * @param rates how many completions are what
 * @param tokens lengths
 * @param latency durations
 */
public record ScriptedSettings(long seed, Rates rates, Tokens tokens, Latency latency) {
    /**
     * Shares of completions, 0 to 1, drawn independently of each other; one that is truncated or fails has no answer, whatever the
     * other shares say.
     *
     * @param accuracy share with the right answer
     * @param format share in the format that the prompts ask for
     * @param truncated share that hits the token limit before its answer
     * @param failed share that fails instead of completing
     */
    public record Rates(double accuracy, double format, double truncated, double failed) {
        /** Checks ranges. */
        public Rates {
            requireShare("accuracy", accuracy);
            requireShare("format", format);
            requireShare("truncated", truncated);
            requireShare("failed", failed);
        }

        private static void requireShare(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("scripted " + name + " rate is " + value + "; it must be 0 to 1");
            }
        }
    }

    /**
     * Lengths: log-normal around a median, at most the task's limit.
     *
     * @param median tokens of the median completion
     * @param spread standard deviation of the length's natural logarithm; 0: every completion has the median length
     * @param vocabulary number of different token ids
     */
    public record Tokens(int median, double spread, int vocabulary) {
        /** Checks ranges. */
        public Tokens {
            if (median < 1 || vocabulary < 1 || !(spread >= 0)) {
                throw new IllegalArgumentException("scripted tokens: median " + median + ", spread " + spread
                        + ", vocabulary " + vocabulary + "; median and vocabulary must be 1 or more, spread 0 or more");
            }
        }
    }

    /**
     * Durations: log-normal around a median.
     *
     * @param median duration of the median completion; zero: at once
     * @param spread standard deviation of the duration's natural logarithm; 0: every completion takes the median
     */
    public record Latency(Duration median, double spread) {
        /** Checks ranges. */
        public Latency {
            if (median.isNegative() || !(spread >= 0)) {
                throw new IllegalArgumentException(
                        "scripted latency: median " + median + ", spread " + spread + "; both must be 0 or more");
            }
        }
    }

    /** Half right, nine in ten well formed, one in fifty cut short, around 200 tokens, at once. */
    public static ScriptedSettings defaults() {
        return new ScriptedSettings(
                0, new Rates(0.5, 0.9, 0.02, 0), new Tokens(200, 0.4, 32_000), new Latency(Duration.ZERO, 0.5));
    }

    /** The same with another seed. */
    public ScriptedSettings withSeed(long newSeed) {
        return new ScriptedSettings(newSeed, rates, tokens, latency);
    }

    /** The same with other shares. */
    public ScriptedSettings withRates(Rates newRates) {
        return new ScriptedSettings(seed, newRates, tokens, latency);
    }

    /** The same with other lengths. */
    public ScriptedSettings withTokens(Tokens newTokens) {
        return new ScriptedSettings(seed, rates, newTokens, latency);
    }

    /** The same with other durations. */
    public ScriptedSettings withLatency(Latency newLatency) {
        return new ScriptedSettings(seed, rates, tokens, newLatency);
    }
}
