package dev.rollstream.producer.worker;

import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.Health;
import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Bytes in and out of a worker: decodes tasks, writes rollouts and dead letters. Where the registry must be asked and does not
 * answer, it waits: that is neither the task's fault nor the rollout's. The task stays in the worker's hands meanwhile, as handing
 * it back would use up one of its deliveries. Used by all slots at once.
 */
final class Outbox {
    private static final Duration REGISTRY_RETRY = Duration.ofSeconds(1);
    private static final String OBSTACLE = "registry";

    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final Codecs codecs;
    private final Health health;
    private final Pause pause;

    /**
     * How records become bytes and back.
     *
     * @param tasks for topic tasks
     * @param rollouts for topic rollouts
     */
    record Codecs(Deserializer<Task> tasks, Serializer<Rollout> rollouts) {}

    Outbox(Topics topics, Producer<byte[], byte[]> producer, Codecs codecs, Health health, Pause pause) {
        this.topics = topics;
        this.producer = producer;
        this.codecs = codecs;
        this.health = health;
        this.pause = pause;
    }

    /**
     * The task of a record.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if the bytes are not a task
     */
    Task decode(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        return patiently(() -> codecs.tasks().deserialize(record.topic(), record.headers(), record.value()));
    }

    /** Sends a rollout into its task's partition. */
    Future<RecordMetadata> send(TakenTask taken, Rollout rollout) throws InterruptedException {
        String topic = topics.rollouts().name();
        byte[] value = patiently(() -> codecs.rollouts().serialize(topic, rollout));
        return producer.send(new ProducerRecord<>(
                topic, taken.record().partition(), taken.record().key(), value));
    }

    /** Sends a task that cannot be used where operators look for it. */
    Future<RecordMetadata> send(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        return producer.send(new ProducerRecord<>(
                topics.deadLetters().name(), null, record.key(), record.value(), letter.headers(record.headers())));
    }

    private <T> T patiently(Attempt<T> attempt) throws InterruptedException {
        while (true) {
            try {
                T result = attempt.get();
                health.clear(OBSTACLE);
                return result;
            } catch (RegistryUnavailableException e) {
                health.block(OBSTACLE, String.valueOf(e.getMessage()));
                pause.await(REGISTRY_RETRY);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /** Something that may need the registry. */
    @FunctionalInterface
    private interface Attempt<T> {
        T get();
    }
}
