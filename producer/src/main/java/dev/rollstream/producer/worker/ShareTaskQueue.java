package dev.rollstream.producer.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks from a share group (KIP-932): every task goes to one worker at a time under a lock with a time limit, so that a slow
 * generation holds up nobody else's. The consumer fetches one record at a time ({@code record_limit}, {@code max.poll.records}
 * 1) and acknowledges explicitly. A renewed lock (KIP-1222) brings the same record back from {@code poll}, though not from the
 * poll that sends the renewal: that one waits for its whole time. So the renewal is sent by itself and polled for after it.
 *
 * <p>The lock is gone when a renewal is not confirmed, or when {@code poll} brings another record instead, which is then kept as
 * the next task. That the same task may then be answered twice is harmless: slots are counted, not rollouts.
 */
final class ShareTaskQueue implements TaskQueue {
    private static final Logger log = LoggerFactory.getLogger(ShareTaskQueue.class);
    private static final Duration DEFAULT_LOCK = Duration.ofSeconds(30);
    private static final Duration RENEW_POLL = Duration.ofMillis(20);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ShareConsumer<byte[], byte[]> consumer;
    private final int deliveryLimit;
    private final LongSupplier clockMs;
    private final CountDownLatch closing;
    private Optional<ConsumerRecord<byte[], byte[]>> held = Optional.empty();
    private Optional<ConsumerRecord<byte[], byte[]>> next = Optional.empty();

    /**
     * A queue over a consumer that it owns from now on.
     *
     * @param consumer subscribed to topic tasks, with explicit acknowledgement
     * @param deliveryLimit how often the group hands out a task at most
     * @param clockMs the worker's clock, milliseconds since the epoch
     * @param closing cuts idling short
     */
    ShareTaskQueue(
            ShareConsumer<byte[], byte[]> consumer, int deliveryLimit, LongSupplier clockMs, CountDownLatch closing) {
        this.consumer = consumer;
        this.deliveryLimit = deliveryLimit;
        this.clockMs = clockMs;
        this.closing = closing;
        consumer.setAcknowledgementCommitCallback((offsets, failure) -> {
            if (failure != null) {
                log.atDebug().addKeyValue("error", failure.toString()).log("acknowledgement not taken");
            }
        });
    }

    @Override
    public Optional<TakenTask> take(Duration wait) {
        held = next.isPresent() ? next : first(consumer.poll(wait));
        next = Optional.empty();
        return held.map(this::taken);
    }

    private TakenTask taken(ConsumerRecord<byte[], byte[]> record) {
        int deliveries = record.deliveryCount().map(Short::intValue).orElse(1);
        return new TakenTask(record, deliveries, deliveries >= deliveryLimit, clockMs.getAsLong());
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> first(ConsumerRecords<byte[], byte[]> records) {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.iterator().next());
    }

    /** Acknowledgements otherwise travel with the next poll. */
    @Override
    public void idle(Duration wait) throws InterruptedException {
        consumer.commitAsync();
        closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Duration keepInterval() {
        Duration lock =
                consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(DEFAULT_LOCK);
        return lock.dividedBy(2);
    }

    @Override
    public boolean keep() {
        ConsumerRecord<byte[], byte[]> record = held.orElseThrow();
        long giveUpAtMs = clockMs.getAsLong() + keepInterval().toMillis();
        try {
            consumer.acknowledge(record, AcknowledgeType.RENEW);
            boolean refused =
                    consumer.commitSync(keepInterval()).values().stream().anyMatch(Optional::isPresent);
            while (!refused && clockMs.getAsLong() < giveUpAtMs && closing.getCount() > 0) {
                Optional<ConsumerRecord<byte[], byte[]>> polled = first(consumer.poll(RENEW_POLL));
                if (polled.isPresent()) {
                    return keepOrSwap(record, polled.get());
                }
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            log.atDebug().addKeyValue("error", e.toString()).log("lock not renewed");
        }
        held = Optional.empty();
        return false;
    }

    private boolean keepOrSwap(ConsumerRecord<byte[], byte[]> before, ConsumerRecord<byte[], byte[]> polled) {
        boolean same = polled.partition() == before.partition() && polled.offset() == before.offset();
        held = same ? Optional.of(polled) : Optional.empty();
        next = same ? Optional.empty() : Optional.of(polled);
        return same;
    }

    @Override
    public void settle(Settlement settlement) {
        held.ifPresent(record -> acknowledge(record, settlement));
        held = Optional.empty();
    }

    private void acknowledge(ConsumerRecord<byte[], byte[]> record, Settlement settlement) {
        try {
            consumer.acknowledge(
                    record,
                    switch (settlement) {
                        case ACCEPT -> AcknowledgeType.ACCEPT;
                        case RELEASE -> AcknowledgeType.RELEASE;
                        case REJECT -> AcknowledgeType.REJECT;
                    });
        } catch (IllegalStateException e) {
            // The lock went in the meantime: the record is somebody else's now.
            log.atDebug().addKeyValue("error", e.toString()).log("acknowledged too late");
        }
    }

    @Override
    public void close() {
        settle(Settlement.RELEASE);
        next.ifPresent(record -> acknowledge(record, Settlement.RELEASE));
        consumer.close(CLOSE_TIMEOUT);
    }
}
