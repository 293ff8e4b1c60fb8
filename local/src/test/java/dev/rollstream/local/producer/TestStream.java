package dev.rollstream.local.producer;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.server.RegistryServer;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A stream of its own for one test: topics under a fresh prefix, with a registry in memory. */
final class TestStream implements AutoCloseable {
    static final int PARTITIONS = 3;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final StageConfig config;
    private final LocalRegistry registry = new LocalRegistry(new MemoryStore(), "test registry");
    private @Nullable RegistryServer server;
    private final KafkaProducer<byte[], byte[]> producer;

    TestStream(LocalKafka kafka) {
        config = new StageConfig(
                kafka.bootstrapServers(), "http://unused", "test" + NUMBER.incrementAndGet() + ".", Map.of());
        try (TopicsAdmin admin = new TopicsAdmin(config)) {
            admin.create(new TopicsAdmin.Shape(PARTITIONS, 1));
        }
        producer = new KafkaProducer<>(config.producer("test"), new ByteArraySerializer(), new ByteArraySerializer());
    }

    StageConfig config() {
        return config;
    }

    Topics topics() {
        return config.topics();
    }

    RegistryClient registry() {
        return registry;
    }

    /** Where another process reaches the registry. */
    String registryUrl() {
        if (server == null) {
            server = RegistryServer.start(registry, RegistryServer.Options.loopback(0));
        }
        return "http://127.0.0.1:" + server.port();
    }

    /** A record with its value decoded. */
    record Read<T>(ConsumerRecord<byte[], byte[]> record, T value) {}

    List<Read<Task>> tasks() {
        return read(topics().tasks());
    }

    List<Read<AnswerKeyEvent>> answerKeys() {
        return read(topics().answerKeys());
    }

    List<Read<Rollout>> rollouts() {
        return read(topics().rollouts());
    }

    /** All committed records that the topic holds now. */
    <T extends SpecificRecord> List<Read<T>> read(Topic<T> topic) {
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(topic.valueType(), registry);
        List<Read<T>> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : raw(topic)) {
            T value = deserializer.deserialize(record.topic(), record.headers(), record.value());
            values.add(new Read<>(record, Objects.requireNonNull(value)));
        }
        return values;
    }

    /** All committed records that the topic holds now, as bytes. */
    List<ConsumerRecord<byte[], byte[]>> raw(Topic<?> topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer("test-reader"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Writes a task by hand. */
    RecordMetadata write(Task task) {
        return write(topics().tasks(), task.getGroupId(), task);
    }

    /** Writes a terminal record by hand. */
    RecordMetadata write(AdvantageGroup group) {
        return write(topics().advantages(), group.getGroupId(), group);
    }

    /** Writes a policy version by hand. */
    RecordMetadata write(PolicyVersion version) {
        return write(topics().policies(), version.getPolicyId(), version);
    }

    /** Writes a learner's position by hand. */
    RecordMetadata write(Progress progress) {
        return write(topics().progress(), progress.getLearner(), progress);
    }

    private <T extends SpecificRecord> RecordMetadata write(Topic<T> topic, String key, T value) {
        byte[] bytes = new AvroSerializer<T>(registry).serialize(topic.name(), value);
        return writeBytes(topic, key, Objects.requireNonNull(bytes));
    }

    /** Writes any bytes. */
    RecordMetadata writeBytes(Topic<?> topic, String key, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        if (server != null) {
            server.close();
        }
        registry.close();
    }
}
