package dev.rollstream.learner.reader;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * How far the logs reach, asked of the cluster only when what is known does not answer the question: an end once seen stays true as
 * a lower bound. The end is the last stable offset: what lies behind it is not committed, and no honest reference points there.
 */
final class LogBounds {
    private static final Duration ASK = Duration.ofSeconds(2);

    private final Consumer<byte[], ByteBuffer> consumer;
    private final BooleanSupplier stopped;
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    LogBounds(Consumer<byte[], ByteBuffer> consumer, BooleanSupplier stopped) {
        this.consumer = consumer;
        this.stopped = stopped;
    }

    /** Whether the log is known to reach beyond that offset. */
    boolean knownToHold(TopicPartition partition, long offset) {
        return ends.getOrDefault(partition, 0L) > offset;
    }

    /** The partition's records were seen up to here. */
    void seen(TopicPartition partition, long end) {
        ends.merge(partition, end, Math::max);
    }

    /**
     * Asks for the ends of partitions.
     *
     * @throws Stopped if the reader is closed while the cluster does not answer
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> answer = ask(() -> consumer.endOffsets(partitions, ASK));
        answer.forEach(this::seen);
        return answer;
    }

    /**
     * Asks for the first offset of partitions.
     *
     * @throws Stopped if the reader is closed while the cluster does not answer
     */
    Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
        return ask(() -> consumer.beginningOffsets(partitions, ASK));
    }

    private <T> T ask(Supplier<T> question) {
        while (!stopped.getAsBoolean()) {
            try {
                return question.get();
            } catch (TimeoutException | WakeupException e) {
                // The cluster does not answer, or the reader is closed: the loop's condition tells which.
                continue;
            }
        }
        throw new Stopped();
    }
}
