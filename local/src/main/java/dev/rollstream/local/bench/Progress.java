package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.StreamsStage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How much of a backlog is done. For one thread. */
interface Progress extends AutoCloseable {
    /** How long one question may wait for news. */
    Duration WAIT = Duration.ofMillis(20);

    /** So much when all of it is. */
    long total();

    /** So much by now, or a moment later. */
    long done();

    @Override
    void close();

    /**
     * Records that a stage has committed, by the offsets of its group: nobody has to read what it writes.
     *
     * @param topics the stage's inputs, without transactions, so that offsets count records
     */
    static Progress committed(StageConfig config, String stage, List<Topic<?>> topics, long total) {
        ClusterAdmin admin = ClusterAdmin.connect(config, "bench-progress");
        String group = StreamsStage.applicationId(config, stage);
        Set<String> names = topics.stream().map(Topic::name).collect(Collectors.toSet());
        return new Progress() {
            @Override
            public long total() {
                return total;
            }

            @Override
            public long done() {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(WAIT.toMillis()));
                return Patience.ask(this::committed);
            }

            private long committed() {
                return Cluster.await(
                                config,
                                group,
                                admin.client().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                        .entrySet()
                        .stream()
                        .filter(entry -> names.contains(entry.getKey().topic()) && entry.getValue() != null)
                        .mapToLong(entry ->
                                Objects.requireNonNull(entry.getValue()).offset())
                        .sum();
            }

            @Override
            public void close() {
                admin.close();
            }
        };
    }

    /** Committed records of a topic that a plain consumer has read and dropped. */
    static Progress read(StageConfig config, Topic<?> topic, int partitions, long total) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(config, topic, partitions);
        return new Progress() {
            private long seen;

            @Override
            public long total() {
                return total;
            }

            @Override
            public long done() {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                    seen += record.value().length > 0 ? 1 : 0;
                }
                return seen;
            }

            @Override
            public void close() {
                consumer.close();
            }
        };
    }

    /** A plain consumer of a whole topic, from its beginning. */
    static KafkaConsumer<byte[], byte[]> consumer(StageConfig config, Topic<?> topic, int partitions) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer("bench-consumer"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    /** Groups that a learner's reader has handed out, payloads and all. */
    static Progress groups(GroupReader reader, int groups) {
        return new Progress() {
            private static final int BATCH = 64;
            private long seen;

            @Override
            public long total() {
                return groups;
            }

            @Override
            public long done() {
                Batch batch = reader.poll(BATCH, WAIT);
                if (!batch.refused().isEmpty() || !batch.passedOver().isEmpty()) {
                    throw new StageException("the reader refused groups of the benchmark: " + batch.refused()
                            + ", or passed them over: " + batch.passedOver());
                }
                seen += batch.groups().size();
                return seen;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
