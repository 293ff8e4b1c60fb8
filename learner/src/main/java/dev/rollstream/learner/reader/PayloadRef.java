package dev.rollstream.learner.reader;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/**
 * One record of the heap: where a task or a rollout lies.
 *
 * @param partition topic and partition
 * @param offset offset
 */
record PayloadRef(TopicPartition partition, long offset) implements Comparable<PayloadRef> {
    private static final Comparator<PayloadRef> LOG_ORDER = Comparator.comparing(
                    (PayloadRef ref) -> ref.partition.topic())
            .thenComparingInt(ref -> ref.partition.partition())
            .thenComparingLong(PayloadRef::offset);

    /** By topic, partition, offset. */
    @Override
    public int compareTo(PayloadRef other) {
        return LOG_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
