package dev.rollstream.aggregator;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.avro.serde.SerdeOptions;
import dev.rollstream.runtime.DeadLetter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The aggregator's topology under Kafka's test driver. */
final class AggregatorDriver implements AutoCloseable {

    static final Topics TOPICS = new Topics("test.");

    private final RegistryClient registry = MockRegistry.scope("aggregator-tests");
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> rewards;
    private final TestOutputTopic<byte[], byte[]> advantages;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final AvroSerializer<RewardEvent> serializer = new AvroSerializer<>(registry);
    private final AvroDeserializer<AdvantageGroup> deserializer =
            new AvroDeserializer<>(AdvantageGroup.class, registry);

    AggregatorDriver(Path stateDir) {
        this(stateDir, MockRegistry.scope("aggregator-tests"), Map.of());
    }

    /** A driver whose topology asks another registry, and whose store already holds some rows. */
    AggregatorDriver(Path stateDir, RegistryClient asked, Map<Bytes, byte[]> rows) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test.aggregator");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(
                AggregatorTopology.build(TOPICS, asked, SerdeOptions.defaults(), new AggregatorMetrics(meters)),
                settings);
        rows.forEach((key, value) -> store().put(key.get(), value));
        ByteArraySerializer out = new ByteArraySerializer();
        ByteArrayDeserializer in = new ByteArrayDeserializer();
        rewards = driver.createInputTopic(TOPICS.rewards().name(), out, out);
        advantages = driver.createOutputTopic(TOPICS.advantages().name(), in, in);
        deadLetters = driver.createOutputTopic(TOPICS.deadLetters().name(), in, in);
    }

    AggregatorDriver pipe(RewardEvent... events) {
        for (RewardEvent event : events) {
            pipeBytes(event.getGroupId(), serializer.serialize(TOPICS.rewards().name(), event));
        }
        return this;
    }

    AggregatorDriver pipeBytes(@Nullable String key, byte @Nullable [] value) {
        rewards.pipeInput(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
        return this;
    }

    /** {@return the terminal records written since the last call} */
    List<AdvantageGroup> advantages() {
        return advantages.readRecordsToList().stream()
                .map(record -> deserializer.deserialize(TOPICS.advantages().name(), record.value()))
                .toList();
    }

    /** {@return the bytes of the terminal records written since the last call} */
    List<byte[]> advantageBytes() {
        return advantages.readValuesToList();
    }

    List<TestRecord<byte[], byte[]>> deadLetterRecords() {
        return deadLetters.readRecordsToList();
    }

    /** {@return the facts of the dead letters written since the last call} */
    List<DeadLetter> deadLetters() {
        return deadLetterRecords().stream()
                .map(record -> DeadLetter.of(record.headers()).orElseThrow())
                .toList();
    }

    /** {@return every row of every open group} */
    Map<Bytes, byte[]> state() {
        Map<Bytes, byte[]> state = new TreeMap<>();
        try (KeyValueIterator<byte[], byte[]> all = store().all()) {
            all.forEachRemaining(entry -> state.put(Bytes.wrap(entry.key), entry.value));
        }
        return state;
    }

    MeterRegistry meters() {
        return meters;
    }

    private KeyValueStore<byte[], byte[]> store() {
        return driver.getKeyValueStore(AggregatorTopology.GROUPS_STORE);
    }

    @Override
    public void close() {
        driver.close();
    }
}
