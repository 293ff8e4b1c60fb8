package dev.rollstream.producer.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks from a plain consumer group, for clusters without share groups. A partition belongs to one slot at a time, so a slow
 * generation holds up the tasks behind it, and no more slots work than there are partitions. While a task is worked on, all
 * partitions are paused and {@code poll} is still called, which keeps the slot in the group however long it takes. A task's
 * offset is committed when it is settled; a released one is read again.
 */
final class GroupTaskQueue implements TaskQueue {
    private static final Logger log = LoggerFactory.getLogger(GroupTaskQueue.class);
    private static final Duration KEEP_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier clockMs;
    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private Optional<ConsumerRecord<byte[], byte[]>> held = Optional.empty();

    /**
     * A queue over a consumer that it owns from now on.
     *
     * @param topic topic tasks
     * @param clockMs the worker's clock, milliseconds since the epoch
     */
    GroupTaskQueue(Consumer<byte[], byte[]> consumer, String topic, LongSupplier clockMs) {
        this.consumer = consumer;
        this.clockMs = clockMs;
        consumer.subscribe(List.of(topic), new Leaving());
    }

    /** Forgets what belongs to others now. */
    private final class Leaving implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (held.isPresent()) {
                consumer.pause(partitions);
            }
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        fetched.removeIf(record -> partitions.contains(partition(record)));
        held = held.filter(record -> !partitions.contains(partition(record)));
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    @Override
    public Optional<TakenTask> take(Duration wait) {
        poll(wait, false);
        held = Optional.ofNullable(fetched.poll());
        return held.map(record -> new TakenTask(record, 1, false, clockMs.getAsLong()));
    }

    @Override
    public void idle(Duration wait) {
        poll(wait, true);
    }

    /** Polls; with records at hand or while paused it fetches none. */
    private void poll(Duration wait, boolean pause) {
        boolean fetch = !pause && fetched.isEmpty();
        if (fetch) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        boolean atHand = !fetch && !pause;
        consumer.poll(atHand ? Duration.ZERO : wait).forEach(fetched::add);
    }

    @Override
    public Duration keepInterval() {
        return KEEP_INTERVAL;
    }

    @Override
    public boolean keep() {
        poll(Duration.ZERO, true);
        return held.isPresent();
    }

    @Override
    public void settle(Settlement settlement) {
        held.ifPresent(record -> settle(record, settlement));
        held = Optional.empty();
    }

    private void settle(ConsumerRecord<byte[], byte[]> record, Settlement settlement) {
        try {
            if (settlement == Settlement.RELEASE) {
                fetched.removeIf(later -> partition(later).equals(partition(record)));
                consumer.seek(partition(record), record.offset());
            } else {
                consumer.commitSync(Map.of(partition(record), new OffsetAndMetadata(record.offset() + 1)));
            }
        } catch (KafkaException | IllegalStateException e) {
            // The partition is somebody else's now, who will answer the task once more: harmless.
            log.atDebug().addKeyValue("error", e.toString()).log("settled too late");
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
