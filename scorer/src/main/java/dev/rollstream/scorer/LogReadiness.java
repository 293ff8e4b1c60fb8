package dev.rollstream.scorer;

import org.apache.kafka.common.TopicPartition;

/**
 * How far this stage has come in a partition, told as a time.
 *
 * <p>A deadline must not pass by the clock alone: after a pause longer than the deadline the rollouts are there, only unread.
 * So the clock counts only as far as it is known that nothing older lies unread.
 */
@FunctionalInterface
public interface LogReadiness {
    /** Nothing is known yet. */
    long UNKNOWN = Long.MIN_VALUE;

    /**
     * The latest known instant such that everything appended to the partition before it has been processed and committed.
     * Returns at once; where that is earlier than what is needed, newer knowledge is asked for in the background.
     *
     * @param partition partition of an input topic
     * @param neededMs instant that the caller waits for, milliseconds since the epoch
     * @return the instant, or {@link #UNKNOWN}
     */
    long caughtUpAsOfMs(TopicPartition partition, long neededMs);
}
