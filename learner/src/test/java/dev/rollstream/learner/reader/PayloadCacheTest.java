package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PayloadCacheTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private static ConsumerRecord<byte[], ByteBuffer> record(long offset, int bytes) {
        return LogConsumer.record(PARTITION, offset, offset, new byte[0], new byte[bytes]);
    }

    private static PayloadRef ref(long offset) {
        return new PayloadRef(PARTITION, offset);
    }

    @Test
    void givesEachRecordOnce() {
        // Given
        PayloadCache cache = new PayloadCache(10_000);
        cache.put(ref(1), record(1, 100));

        // When, Then
        assertThat(cache.take(ref(2))).isEmpty();
        assertThat(cache.take(ref(1))).isPresent();
        assertThat(cache.take(ref(1))).isEmpty();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void dropsTheOldestWhenItIsFull() {
        // Given
        PayloadCache cache = new PayloadCache(3_000);

        // When
        for (int offset = 0; offset < 5; offset++) {
            cache.put(ref(offset), record(offset, 800));
        }
        cache.put(ref(4), record(4, 800));

        // Then
        assertThat(cache.bytes()).isEqualTo(3_000);
        assertThat(cache.evictions()).isEqualTo(2);
        assertThat(cache.take(ref(1))).isEmpty();
        assertThat(cache.take(ref(2))).isPresent();
        assertThat(cache.take(ref(4))).isPresent();
    }

    @Test
    void keepsNothingWithoutRoom() {
        // Given
        PayloadCache cache = new PayloadCache(0);

        // When
        cache.put(ref(1), record(1, 1));

        // Then
        assertThat(cache.take(ref(1))).isEmpty();
        assertThat(cache.bytes()).isZero();
    }
}
