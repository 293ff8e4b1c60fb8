package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupTaskQueueTest {
    private static final TopicPartition PARTITION = new TopicPartition(TestTasks.TOPIC, 2);
    private static final Duration WAIT = Duration.ofMillis(10);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final GroupTaskQueue queue = new GroupTaskQueue(consumer, TestTasks.TOPIC, () -> 0);

    @BeforeEach
    void assign() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.rebalance(List.of(PARTITION));
        for (long offset = 0; offset < 2; offset++) {
            consumer.addRecord(TestTasks.record("run/" + offset, new byte[0], offset, 0));
        }
    }

    private long take() {
        return queue.take(WAIT).orElseThrow().record().offset();
    }

    @Test
    void commitsATaskWhenItIsAccepted() {
        // Given
        take();

        // When
        queue.settle(Settlement.ACCEPT);

        // Then
        assertThat(consumer.committed(Set.of(PARTITION))).containsEntry(PARTITION, new OffsetAndMetadata(1));
        assertThat(take()).isEqualTo(1);
    }

    @Test
    void readsAReleasedTaskAgain() {
        // Given
        take();

        // When
        queue.settle(Settlement.RELEASE);

        // Then
        assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();
        assertThat(consumer.position(PARTITION)).isZero();
    }

    @Test
    void pausesWhileItHoldsATaskAndStaysInTheGroup() {
        // Given
        take();

        // When
        boolean kept = queue.keep();

        // Then
        assertThat(kept).isTrue();
        assertThat(consumer.paused()).containsExactly(PARTITION);
    }

    @Test
    void aTaskWhosePartitionMovedIsLost() {
        // Given
        take();
        consumer.schedulePollTask(() -> consumer.rebalance(List.of()));

        // When
        boolean kept = queue.keep();
        queue.settle(Settlement.ACCEPT);

        // Then
        assertThat(kept).isFalse();
        assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();
    }
}
