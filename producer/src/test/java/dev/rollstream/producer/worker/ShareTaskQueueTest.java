package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.junit.jupiter.api.Test;

class ShareTaskQueueTest {
    private static final Duration WAIT = Duration.ZERO;

    private final AtomicLong nowMs = new AtomicLong();
    private final Consumer consumer = new Consumer();
    private final ShareTaskQueue queue = new ShareTaskQueue(consumer, 1, nowMs::get, new CountDownLatch(1));

    /** A mock that behaves as the share consumer does in the ways that matter: what it renewed comes back from poll. */
    private final class Consumer extends MockShareConsumer<byte[], byte[]> {
        private final List<String> acknowledged = new ArrayList<>();
        private Optional<ConsumerRecord<byte[], byte[]>> renewing = Optional.empty();
        private boolean renewalsFail;

        Consumer() {
            subscribe(List.of(TestTasks.TOPIC));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            nowMs.addAndGet(timeout.toMillis());
            if (!renewalsFail) {
                renewing.ifPresent(this::addRecord);
            }
            renewing = Optional.empty();
            return super.poll(timeout);
        }

        @Override
        public synchronized void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
            acknowledged.add(type + "@" + record.offset());
            renewing = type == AcknowledgeType.RENEW ? Optional.of(record) : Optional.empty();
        }

        @Override
        public Optional<Integer> acquisitionLockTimeoutMs() {
            return Optional.of(10_000);
        }
    }

    private void add(long offset) {
        consumer.addRecord(TestTasks.record("run/" + offset, new byte[0], offset, 0));
    }

    @Test
    void renewsAtHalfOfTheLockAndKeepsTheTask() {
        // Given
        add(3);
        TakenTask taken = queue.take(WAIT).orElseThrow();

        // When
        boolean kept = queue.keep();
        queue.settle(Settlement.ACCEPT);

        // Then
        assertThat(queue.keepInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(taken.deliveryCount()).isEqualTo(1);
        assertThat(taken.lastTry()).isTrue();
        assertThat(kept).isTrue();
        assertThat(consumer.acknowledged).containsExactly("renew@3", "accept@3");
    }

    @Test
    void aRenewalThatIsNotConfirmedLosesTheTask() {
        // Given
        add(3);
        queue.take(WAIT);
        consumer.renewalsFail = true;

        // When
        boolean kept = queue.keep();
        queue.settle(Settlement.ACCEPT);

        // Then
        assertThat(kept).isFalse();
        assertThat(consumer.acknowledged).containsExactly("renew@3");
    }

    @Test
    void anotherRecordInsteadOfTheRenewedOneIsTheNextTask() {
        // Given
        add(3);
        queue.take(WAIT);
        consumer.renewalsFail = true;
        add(4);

        // When
        boolean kept = queue.keep();
        queue.settle(Settlement.RELEASE);
        Optional<TakenTask> next = queue.take(WAIT);

        // Then
        assertThat(kept).isFalse();
        assertThat(next)
                .hasValueSatisfying(task -> assertThat(task.record().offset()).isEqualTo(4));
        assertThat(consumer.acknowledged).containsExactly("renew@3");
    }

    @Test
    void closingReleasesEverythingInHand() {
        // Given
        add(3);
        queue.take(WAIT);
        consumer.renewalsFail = true;
        add(4);
        queue.keep();

        // When
        queue.close();

        // Then
        assertThat(consumer.acknowledged).containsExactly("renew@3", "release@4");
    }
}
