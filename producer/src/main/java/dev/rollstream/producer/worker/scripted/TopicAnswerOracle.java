package dev.rollstream.producer.worker.scripted;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the answers from topic answer-keys, on a thread of its own. For the scripted engine's load tests and demonstrations: a
 * worker that does this has rights that no real worker may have. Remembers the newest {@value #CAPACITY} answers.
 */
public final class TopicAnswerOracle implements AnswerOracle {
    private static final Logger log = LoggerFactory.getLogger(TopicAnswerOracle.class);
    private static final int CAPACITY = 200_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final long RETRY_MS = 1_000;
    private static final long JOIN_MS = 1_500;

    private final String topic;
    private final Deserializer<AnswerKeyEvent> deserializer;
    private final long waitNs;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final Map<String, String> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > CAPACITY;
        }
    };

    /**
     * Starts reading the topic from its beginning.
     *
     * @param topic name of topic answer-keys
     * @param consumers makes the consumer, which reads committed records; called on the reading thread
     * @param deserializer decodes them
     * @param wait how long a question waits for its answer
     */
    public TopicAnswerOracle(
            String topic,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Deserializer<AnswerKeyEvent> deserializer,
            Duration wait) {
        this.topic = topic;
        this.deserializer = deserializer;
        this.waitNs = wait.toNanos();
        this.thread = new Thread(() -> read(consumers), "scripted-oracle");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Supplier<Consumer<byte[], byte[]>> consumers) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (closing.getCount() > 0) {
                poll(consumer);
            }
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("oracle interrupted");
        } catch (KafkaException e) {
            log.atError()
                    .addKeyValue("error", e.getMessage())
                    .log("the oracle cannot read the answers; every completion will be wrong");
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            boolean settled = false;
            while (!settled && closing.getCount() > 0) {
                settled = take(record);
            }
        }
    }

    /** Notes an answer; false if the registry is away, after a while. */
    private boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            note(deserializer.deserialize(record.topic(), record.headers(), record.value()));
            return true;
        } catch (RegistryUnavailableException e) {
            return closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (KafkaException e) {
            log.atDebug().addKeyValue("offset", record.offset()).log("answer key that cannot be decoded");
            return true;
        }
    }

    private synchronized void note(@Nullable AnswerKeyEvent event) {
        if (event == null) {
            return;
        }
        AnswerKey key = event.getAnswerKey();
        if (key != null && key.getAnswer() != null) {
            answers.put(event.getGroupId(), key.getAnswer());
            notifyAll();
        }
    }

    @Override
    public synchronized Optional<String> answer(String groupId) throws InterruptedException {
        long untilNs = System.nanoTime() + waitNs;
        while (!answers.containsKey(groupId)) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime());
            if (leftMs <= 0) {
                return Optional.empty();
            }
            wait(leftMs);
        }
        return Optional.of(answers.get(groupId));
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
