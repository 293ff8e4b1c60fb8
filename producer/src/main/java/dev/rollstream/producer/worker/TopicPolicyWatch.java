package dev.rollstream.producer.worker;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic policies from its beginning, on a thread of its own, and remembers the newest version of one policy. Versions only
 * grow; an older one that comes later changes nothing.
 */
final class TopicPolicyWatch implements PolicyWatch, Runnable {
    private static final Logger log = LoggerFactory.getLogger(TopicPolicyWatch.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final long RETRY_MS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<PolicyVersion> deserializer;
    private final byte[] policyKey;
    private final LongSupplier clockMs;
    private final CountDownLatch closing;
    private final java.util.function.Consumer<PolicyVersion> listener;
    private Optional<PolicyVersion> newest = Optional.empty();
    private boolean caughtUp;

    /**
     * A watch over a consumer that it owns from now on.
     *
     * @param listener is told of each newer version, on the watch's thread; of what was there before, the newest alone
     */
    TopicPolicyWatch(
            Consumer<byte[], byte[]> consumer,
            Deserializer<PolicyVersion> deserializer,
            String policyId,
            LongSupplier clockMs,
            CountDownLatch closing,
            java.util.function.Consumer<PolicyVersion> listener) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.policyKey = policyId.getBytes(StandardCharsets.UTF_8);
        this.clockMs = clockMs;
        this.closing = closing;
        this.listener = listener;
    }

    /** Reads what the topic holds now. */
    void catchUp(String topic) throws InterruptedException {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (closing.getCount() > 0
                && !ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            poll();
        }
        caughtUp = true;
        newest().ifPresent(listener);
    }

    @Override
    public void run() {
        try {
            while (closing.getCount() > 0) {
                poll();
            }
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("policy watch interrupted");
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    private void poll() throws InterruptedException {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                boolean settled = false;
                while (!settled && closing.getCount() > 0) {
                    settled = take(record);
                }
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("error", e.getMessage()).log("cannot read topic policies; trying again");
            closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Notes a version; false if the registry is away, after a while. */
    private boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (!Arrays.equals(policyKey, record.key()) || record.value() == null) {
            return true;
        }
        try {
            note(deserializer.deserialize(record.topic(), record.headers(), record.value()));
        } catch (RegistryUnavailableException e) {
            return closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("undecodable policy version");
        }
        return true;
    }

    private void note(PolicyVersion version) {
        if (keep(version) && caughtUp) {
            listener.accept(version);
        }
    }

    private synchronized boolean keep(PolicyVersion version) {
        if (isThere(version.getVersion())) {
            return false;
        }
        newest = Optional.of(version);
        notifyAll();
        return true;
    }

    private boolean isThere(long version) {
        return newest.isPresent() && newest.get().getVersion() >= version;
    }

    @Override
    public synchronized Optional<PolicyVersion> newest() {
        return newest;
    }

    @Override
    public synchronized boolean await(long version, long untilMs) throws InterruptedException {
        while (!isThere(version)) {
            long leftMs = untilMs - clockMs.getAsLong();
            if (leftMs <= 0) {
                return false;
            }
            wait(Math.min(leftMs, POLL.toMillis()));
        }
        return true;
    }
}
