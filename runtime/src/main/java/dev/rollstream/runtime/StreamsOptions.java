package dev.rollstream.runtime;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a Kafka Streams stage runs in this process.
 *
 * @param stateDir folder of the local stores, one for each process; below it every stream has its own, so that topics that were made
 *     anew, or another cluster, never meet the state of the earlier ones
 * @param threads stream threads; more than the partition count are idle
 * @param commitInterval time between transactions: what a reader waits for on average is half of it
 * @param exactlyOnce always true in production; false lets a test show that its oracle can fail, and a benchmark what it costs
 */
public record StreamsOptions(Path stateDir, int threads, Duration commitInterval, boolean exactlyOnce) {
    /** Defaults: as many threads as given, a commit every 200 ms, exactly once. */
    public static StreamsOptions in(Path stateDir, int threads) {
        return new StreamsOptions(stateDir, threads, Duration.ofMillis(200), true);
    }

    /** Checks the numbers. */
    public StreamsOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, is " + threads);
        }
        if (commitInterval.isNegative() || commitInterval.isZero()) {
            throw new IllegalArgumentException("the commit interval must be above 0, is " + commitInterval);
        }
    }
}
