package dev.rollstream.avro.registry.server;

import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.registry.SchemaStore;
import dev.rollstream.avro.registry.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a registry in a compacted topic of one partition.
 *
 * <p>One writer: every entry is a transaction under a transactional id that the topic's name gives. Loading starts a new
 * transactional producer, which ends whatever an older one had open and fences it, and only then reads to the end: nothing can
 * be written behind its back that it does not know. A registry that lost its place this way fails at its next write and reads
 * the topic again.
 */
public final class KafkaSchemaStore implements SchemaStore {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** The Kafka clients that the store uses; each call makes a new one. */
    interface Clients {
        /** A transactional producer. */
        Producer<byte[], byte[]> producer();

        /** A consumer of committed records, without a group. */
        Consumer<byte[], byte[]> consumer();
    }

    private final Clients clients;
    private final String topic;
    private final LongSupplier nanoClock;
    private final SchemaRecords records = new SchemaRecords();
    private @Nullable Producer<byte[], byte[]> producer;

    KafkaSchemaStore(Clients clients, String topic, LongSupplier nanoClock) {
        this.clients = clients;
        this.topic = topic;
        this.nanoClock = nanoClock;
    }

    /**
     * A store in a topic, which is created if it is not there.
     *
     * @param configs connection settings of Kafka clients, {@code bootstrap.servers} at least
     * @param topic the topic, such as {@code _schemas}
     * @param replicationFactor replicas of a topic that has to be created
     * @throws RegistryUnavailableException if the cluster does not answer
     * @throws IllegalStateException if there is such a topic that is not compacted or has several partitions
     */
    public static KafkaSchemaStore open(Map<String, Object> configs, String topic, short replicationFactor) {
        SchemasTopic.ensure(configs, topic, replicationFactor);
        return new KafkaSchemaStore(new KafkaClients(Map.copyOf(configs), topic), topic, System::nanoTime);
    }

    @Override
    public List<StoredEntry> load() {
        closeProducer();
        try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
            Producer<byte[], byte[]> next = clients.producer();
            producer = next;
            next.initTransactions();
            return readToEnd(consumer);
        } catch (KafkaException e) {
            throw asUnavailable("cannot be read: " + e.getMessage(), e);
        }
    }

    private List<StoredEntry> readToEnd(Consumer<byte[], byte[]> consumer) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<TopicPartition> assigned = List.of(partition);
        consumer.assign(assigned);
        consumer.seekToBeginning(assigned);
        long end = consumer.endOffsets(assigned).getOrDefault(partition, 0L);
        long startNs = nanoClock.getAsLong();
        List<StoredEntry> entries = new ArrayList<>();
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(record -> decode(record, entries));
            if (nanoClock.getAsLong() - startNs > READ_LIMIT.toNanos()) {
                throw asUnavailable(
                        "could not be read to offset " + end + " within " + READ_LIMIT.toSeconds() + " s", null);
            }
        }
        return entries;
    }

    private void decode(ConsumerRecord<byte[], byte[]> record, List<StoredEntry> entries) {
        try {
            records.decode(record.key(), record.value()).ifPresent(entries::add);
        } catch (IllegalArgumentException | RegistryException e) {
            throw new IllegalStateException(
                    topic + "-0@" + record.offset() + " is not a schema registry's record: " + e.getMessage()
                            + "; give the registry a topic of its own",
                    e);
        }
    }

    @Override
    public void append(StoredEntry entry) {
        Producer<byte[], byte[]> writer = producer;
        if (writer == null) {
            throw new IllegalStateException("the store was not loaded, or is closed");
        }
        try {
            writer.beginTransaction();
            Future<RecordMetadata> unused = writer.send(records.encode(topic, entry));
            writer.commitTransaction(); // throws what the send ran into
        } catch (KafkaException e) {
            throw asUnavailable("cannot be written: " + e.getMessage(), e);
        }
    }

    private RegistryUnavailableException asUnavailable(String what, @Nullable Throwable cause) {
        return new RegistryUnavailableException(List.of("Kafka topic " + topic), what, cause);
    }

    @Override
    public void close() {
        closeProducer();
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(CLOSE_LIMIT);
            producer = null;
        }
    }

    private record KafkaClients(Map<String, Object> configs, String topic) implements Clients {
        private static final int MAX_REQUEST_BYTES = 2 << 20;
        private static final int TIMEOUT_MS = 10_000;

        @Override
        public Producer<byte[], byte[]> producer() {
            Map<String, Object> settings = new HashMap<>(configs);
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + "-registry-writer");
            settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TIMEOUT_MS);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            Map<String, Object> settings = new HashMap<>(configs);
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
    }
}
