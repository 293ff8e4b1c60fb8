package dev.rollstream.local.topics;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics, committed records only, up to a snapshot of their ends. */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    /** What is read is there already, so that the broker need not wait for more, which would hold up the next place to read from. */
    private static final int FETCH_WAIT_MS = 10;
    /** A transaction that a crashed producer left open ends after a minute by itself. */
    private static final Duration STALL = Duration.ofSeconds(80);

    private final StageConfig config;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** A reader with a connection of its own. */
    public TopicReader(StageConfig config, String clientId) {
        this.config = config;
        Map<String, Object> settings = config.consumer(clientId);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A record's value; empty where it is null, or bytes that nothing can be read from. */
    public static <V extends SpecificRecord> Optional<V> decoded(
            ConsumerRecord<byte[], byte[]> record, AvroDeserializer<V> deserializer) {
        try {
            return Optional.ofNullable(deserializer.deserialize(record.topic(), record.headers(), record.value()));
        } catch (UndecodableRecordException e) {
            return Optional.empty();
        }
    }

    /** Ends of a topic's partitions now: the last stable offsets. */
    public Map<TopicPartition, Long> ends(Topic<?> topic) {
        return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** Ends of a topic's partitions now, with what transactions have written that are still open: reading up to there waits for them. */
    public Map<TopicPartition, Long> writtenEnds(Topic<?> topic) {
        return offsets(topic, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Where a topic's partitions begin now. */
    public Map<TopicPartition, Long> begins(Topic<?> topic) {
        return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    }

    private Map<TopicPartition, Long> offsets(Topic<?> topic, OffsetSpec spec, IsolationLevel isolation) {
        try (ClusterAdmin connection = ClusterAdmin.connect(config, "reader-ends")) {
            Admin admin = connection.client();
            TopicDescription description = Cluster.await(
                    config,
                    topic.name(),
                    Objects.requireNonNull(admin.describeTopics(List.of(topic.name()))
                            .topicNameValues()
                            .get(topic.name())));
            Map<TopicPartition, OffsetSpec> question = new HashMap<>();
            description
                    .partitions()
                    .forEach(partition -> question.put(new TopicPartition(topic.name(), partition.partition()), spec));
            return Cluster.await(
                            config,
                            topic.name(),
                            admin.listOffsets(question, new ListOffsetsOptions(isolation))
                                    .all())
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        }
    }

    /**
     * Hands over every record from the beginning to the given ends, each partition in log order.
     *
     * @return the time of the first record still there, if retention has cut a partition; the newest of them
     * @throws StageException if the broker stops delivering
     */
    public OptionalLong read(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Collection<TopicPartition> partitions = ends.keySet();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        CutMark cut = new CutMark(consumer.beginningOffsets(partitions));
        long lastNewsNs = System.nanoTime();
        while (!done(ends)) {
            long before = positions(partitions);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.getOrDefault(partition, 0L)) {
                    cut.see(partition, record.timestamp());
                    sink.accept(record);
                }
            }
            if (positions(partitions) != before) {
                lastNewsNs = System.nanoTime();
            } else {
                requireNews(lastNewsNs, partitions);
            }
        }
        return cut.newest();
    }

    /**
     * The record at an offset.
     *
     * @param offset within the partition's begin and end, as {@link #begins} and {@link #ends} tell them
     * @return empty if no committed record lies there
     * @throws StageException if the broker stops delivering
     */
    public Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long startNs = System.nanoTime();
        while (consumer.position(partition) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= offset) {
                    return Optional.of(record).filter(found -> found.offset() == offset);
                }
            }
            requireNews(startNs, List.of(partition));
        }
        return Optional.empty();
    }

    private void requireNews(long lastNewsNs, Collection<TopicPartition> partitions) {
        if (System.nanoTime() - lastNewsNs > STALL.toNanos()) {
            throw new StageException("the broker at " + config.bootstrapServers() + " delivers nothing more of "
                    + partitions
                    + "; is a partition offline, or a transaction open that nobody ends?");
        }
    }

    private boolean done(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private long positions(Collection<TopicPartition> partitions) {
        return partitions.stream().mapToLong(consumer::position).sum();
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Times of the first records of partitions that no longer begin at offset 0. */
    private static final class CutMark {
        private final Map<TopicPartition, Long> begins;
        private long newestMs = -1;

        CutMark(Map<TopicPartition, Long> begins) {
            this.begins = new HashMap<>(begins);
            this.begins.values().removeIf(offset -> offset == 0);
        }

        void see(TopicPartition partition, long timestampMs) {
            if (begins.remove(partition) != null) {
                newestMs = Math.max(newestMs, timestampMs);
            }
        }

        OptionalLong newest() {
            return newestMs < 0 ? OptionalLong.empty() : OptionalLong.of(newestMs);
        }
    }
}
