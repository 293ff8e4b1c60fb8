package dev.rollstream.scorer;

import org.apache.kafka.common.TopicPartition;

/**
 * The time that a partition has reached: nothing older is left unread in it.
 *
 * <p>It is the newest append time read, since a partition's append times rise; and where records stop coming, the instant as of
 * which {@link LogReadiness} knows that everything was read. The wall clock alone never moves it.
 */
final class PartitionClock {
    private final TopicPartition partition;
    private final LogReadiness readiness;
    private long newestReadMs = Long.MIN_VALUE;

    PartitionClock(TopicPartition partition, LogReadiness readiness) {
        this.partition = partition;
        this.readiness = readiness;
    }

    /** A record of the partition was read. */
    void read(long appendedAtMs) {
        newestReadMs = Math.max(newestReadMs, appendedAtMs);
    }

    /**
     * The time reached, looked up only as far as a caller needs it.
     *
     * @param neededMs time that the caller waits for
     * @param wallMs wall clock: before it shows {@code neededMs} there is nothing to look up
     */
    long reachedMs(long neededMs, long wallMs) {
        if (neededMs <= newestReadMs || neededMs > wallMs) {
            return newestReadMs;
        }
        return Math.max(newestReadMs, readiness.caughtUpAsOfMs(partition, neededMs));
    }
}
