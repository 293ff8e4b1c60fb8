package dev.rollstream.aggregator;

import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.avro.serde.SerdeOptions;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * REWARDS to ADVANTAGES in Kafka Streams: one processor over one RocksDB store of open groups, no repartitioning, no punctuator,
 * no clock. Every name is fixed, so that state survives a new version of the program.
 *
 * <p>Values travel as bytes and are decoded in the processor, which can then send what it cannot read to DEAD-LETTERS as it was
 * read. A record of negative time, which Streams would die of, counts as time 0: the fold reads no record time.
 */
public final class AggregatorTopology {

    static final String GROUPS_STORE = "group-rows";
    static final String ADVANTAGES_SINK = "advantages";
    static final String DEAD_LETTERS_SINK = "dead-letters";

    private static final String SOURCE = "rewards";
    private static final String PROCESSOR = "fold";
    private static final TimestampExtractor NOT_NEGATIVE = (record, partitionTime) -> Math.max(0, record.timestamp());

    /** Groups live for minutes: a changelog that compacts late would make a restart read a day of ended ones. */
    private static final Map<String, String> CHANGELOG = Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 * GroupTransition.MAX_STATE_BYTES),
            TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 * 1024 * 1024),
            TopicConfig.SEGMENT_MS_CONFIG, Long.toString(10 * 60 * 1000L),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
            TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(60 * 60 * 1000L),
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(60 * 60 * 1000L));

    private AggregatorTopology() {}

    /**
     * Builds the topology.
     *
     * @param topics where it reads and writes
     * @param registry knows the schemas; stays the caller's to close
     * @param options how schema ids of written records are found
     * @param metrics what it counts into
     * @return a topology for one application id
     */
    public static Topology build(
            Topics topics, RegistryClient registry, SerdeOptions options, AggregatorMetrics metrics) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                NOT_NEGATIVE,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.rewards().name());
        topology.addProcessor(PROCESSOR, processor(topics, registry, options, metrics), SOURCE);
        topology.addSink(
                ADVANTAGES_SINK,
                topics.advantages().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                PROCESSOR);
        topology.addSink(
                DEAD_LETTERS_SINK,
                topics.deadLetters().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                PROCESSOR);
        return topology;
    }

    /**
     * The topology's one processor with its store, for whoever drives it other than by Streams: a simulation of crashes.
     *
     * @param topics where it reads and writes
     * @param registry knows the schemas; stays the caller's to close
     * @param options how schema ids of written records are found
     * @param metrics what it counts into
     */
    public static ProcessorSupplier<byte[], byte[], byte[], byte[]> processor(
            Topics topics, RegistryClient registry, SerdeOptions options, AggregatorMetrics metrics) {
        return new Fold(topics, registry, options, metrics);
    }

    /** Makes the processor of each task, and the store beside it. */
    private record Fold(Topics topics, RegistryClient registry, SerdeOptions options, AggregatorMetrics metrics)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new AggregatorProcessor(
                    topics.advantages().name(),
                    new AvroDeserializer<>(RewardEvent.class, registry),
                    new AvroSerializer<>(registry, options),
                    metrics);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            StoreBuilder<KeyValueStore<byte[], byte[]>> groups = Stores.keyValueStoreBuilder(
                            Stores.persistentKeyValueStore(GROUPS_STORE), Serdes.ByteArray(), Serdes.ByteArray())
                    .withLoggingEnabled(CHANGELOG)
                    .withCachingDisabled();
            return Set.of(groups);
        }
    }
}
