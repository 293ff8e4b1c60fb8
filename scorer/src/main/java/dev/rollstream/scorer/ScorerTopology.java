package dev.rollstream.scorer;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The scorer's topology: ANSWER-KEYS and ROLLOUTS into one processor with two stores, REWARDS and DEAD-LETTERS out of it.
 *
 * <p>Sources are read as bytes and decoded in the processor, where a record that cannot be decoded still has its coordinates.
 */
public final class ScorerTopology {
    /** Name of the stage. */
    public static final String STAGE = "scorer";

    static final String GROUPS_STORE = "groups";
    static final String PARKED_STORE = "parked";

    private static final String PROCESSOR = "score";
    private static final String ANSWER_KEYS_SOURCE = "answer-keys";
    private static final String ROLLOUTS_SOURCE = "rollouts";
    private static final int MIB = 1 << 20;

    /**
     * What the topology is made of.
     *
     * @param topics the stream's topics
     * @param partitions partition count of the inputs
     * @param options bounds
     * @param registry schema registry
     * @param verifiers verifiers by name
     * @param readiness how far each input partition is read
     * @param metrics where counters go
     */
    public record Setting(
            Topics topics,
            int partitions,
            ScorerOptions options,
            RegistryClient registry,
            VerifierRegistry verifiers,
            LogReadiness readiness,
            MeterRegistry metrics) {}

    private ScorerTopology() {}

    /** The topology; pure, so that a test can drive it. */
    public static Topology build(Setting setting) {
        Topology topology = new Topology();
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        topology.addSource(
                ANSWER_KEYS_SOURCE, bytes, bytes, setting.topics().answerKeys().name());
        topology.addSource(
                ROLLOUTS_SOURCE, bytes, bytes, setting.topics().rollouts().name());
        topology.addProcessor(PROCESSOR, processor(setting), ANSWER_KEYS_SOURCE, ROLLOUTS_SOURCE);
        ByteArraySerializer toBytes = new ByteArraySerializer();
        topology.addSink(Outbox.REWARDS_SINK, setting.topics().rewards().name(), toBytes, toBytes, PROCESSOR);
        topology.addSink(
                Outbox.DEAD_LETTERS_SINK, setting.topics().deadLetters().name(), toBytes, toBytes, PROCESSOR);
        return topology;
    }

    /** The topology's one processor with its stores, for whoever drives it other than by Streams: a simulation of crashes. */
    public static ProcessorSupplier<byte[], byte[], byte[], byte[]> processor(Setting setting) {
        ScorerMetrics metrics = new ScorerMetrics(setting.metrics());
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], byte[], byte[]> get() {
                return new ScoringProcessor(setting, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(groupsStore(), parkedStore(setting));
            }
        };
    }

    private static StoreBuilder<?> groupsStore() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(GROUPS_STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(changelog(MIB))
                .withCachingDisabled();
    }

    private static StoreBuilder<?> parkedStore(Setting setting) {
        int largestRollout = setting.topics().rollouts().settings().maxMessageBytes();
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(PARKED_STORE), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingEnabled(changelog(largestRollout + MIB))
                .withCachingDisabled();
    }

    /** Groups live minutes: compaction in small, young segments keeps what must be restored close to what is open. */
    private static Map<String, String> changelog(int maxMessageBytes) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        config.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
        config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 * MIB));
        config.put(TopicConfig.SEGMENT_MS_CONFIG, "600000");
        config.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, "3600000");
        config.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "3600000");
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
        return config;
    }
}
