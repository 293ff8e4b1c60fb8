package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes a run's records to a stream's topics. */
public final class KafkaSink implements SyntheticRun.Sink, AutoCloseable {
    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final AvroSerializer<SpecificRecord> serializer;

    /** Writes to a stream. */
    public KafkaSink(StageConfig config) {
        topics = config.topics();
        producer =
                new KafkaProducer<>(config.producer("test-run"), new ByteArraySerializer(), new ByteArraySerializer());
        serializer = new AvroSerializer<>(RegistryClients.create(config.registry()));
    }

    @Override
    public RecordRef task(Task task) {
        return ref(send(topics.tasks(), task.getGroupId(), task, null));
    }

    @Override
    public void answerKey(AnswerKeyEvent key) {
        send(topics.answerKeys(), key.getGroupId(), key, null);
    }

    @Override
    public RecordRef rollout(Rollout rollout) {
        return ref(send(topics.rollouts(), rollout.getGroupId(), rollout, null));
    }

    @Override
    public void reward(RewardEvent event, long timeMs) {
        send(topics.rewards(), event.getGroupId(), event, timeMs);
    }

    @Override
    public void group(AdvantageGroup group, long timeMs) {
        send(topics.advantages(), group.getGroupId(), group, timeMs);
    }

    @Override
    public void policy(PolicyVersion version, long timeMs) {
        send(topics.policies(), version.getPolicyId(), version, timeMs);
    }

    @Override
    public void receipt(Receipt receipt, long timeMs) {
        send(topics.receipts(), receipt.getGroupId(), receipt, timeMs);
    }

    /** Bytes that are no record. */
    void garbage(Topic<?> topic) {
        producer.send(new ProducerRecord<>(topic.name(), "run/0".getBytes(StandardCharsets.UTF_8), new byte[] {0, 1}));
    }

    private Future<RecordMetadata> send(Topic<?> topic, String key, SpecificRecord value, Long timeMs) {
        byte[] bytes = serializer.serialize(topic.name(), value);
        return producer.send(
                new ProducerRecord<>(topic.name(), null, timeMs, key.getBytes(StandardCharsets.UTF_8), bytes));
    }

    private static RecordRef ref(Future<RecordMetadata> future) {
        try {
            RecordMetadata at = future.get();
            return RecordRef.newBuilder()
                    .setPartition(at.partition())
                    .setOffset(at.offset())
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
