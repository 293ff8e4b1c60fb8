package dev.rollstream.local.audit;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the topics still hold, and how far the stages had got when the audit began. Outside of it nothing can be proved, so nothing is
 * judged.
 *
 * @param fromMs groups whose answer key is older were cut by some topic's retention; 0: everything is still there
 * @param committed tasks whose transaction was committed
 * @param processed records that the stage that reads them had committed its work on
 */
public record Window(long fromMs, Reach committed, Reach processed) {
    /** Up to where something reaches. */
    @FunctionalInterface
    public interface Reach {
        /** Whether it reaches beyond that record. */
        boolean covers(String topic, int partition, long offset);

        /** Up to an offset in each partition; not at all in others. */
        static Reach upTo(Map<TopicPartition, Long> ends) {
            Map<TopicPartition, Long> copy = Map.copyOf(ends);
            return (topic, partition, offset) -> offset < copy.getOrDefault(new TopicPartition(topic, partition), 0L);
        }
    }

    /** A stream that has come to rest, with everything still there. */
    public static Window whole() {
        Reach all = (topic, partition, offset) -> true;
        return new Window(0, all, all);
    }

    /** Whether a group of an answer key with that append time is whole in every topic. */
    public boolean holds(long answerKeyMs) {
        return answerKeyMs >= fromMs;
    }

    /** Whether retention has cut any topic. */
    public boolean isCut() {
        return fromMs > 0;
    }

    /** Whether a task's answer key must be there. */
    boolean isCommitted(String topic, Logged<?> record) {
        return committed.covers(topic, record.partition(), record.offset());
    }

    /** Whether what a stage makes of a record must be there. */
    boolean isProcessed(String topic, int partition, long offset) {
        return processed.covers(topic, partition, offset);
    }
}
