package dev.rollstream.scorer;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What the cluster tells about the inputs: asked by {@link CatchUp}, which alone knows what follows from it. */
interface LogOffsets extends AutoCloseable {
    /** End of each partition, transactions that are still open included. */
    Map<TopicPartition, Long> ends(Set<TopicPartition> partitions);

    /** The position that this stage has committed in each partition; its first offset where it has committed none. */
    Map<TopicPartition, Long> committed(Set<TopicPartition> partitions);

    /**
     * Whether a reader of committed records who stands at {@code from} would find none before {@code to}: what lies there are
     * transaction markers and aborted records. False if that cannot be told now.
     */
    boolean isEmptyBetween(TopicPartition partition, long from, long to);

    @Override
    void close();
}
