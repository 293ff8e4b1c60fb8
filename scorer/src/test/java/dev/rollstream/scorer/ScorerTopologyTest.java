package dev.rollstream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology as Kafka Streams runs it: sources, sinks, RocksDB stores and the clock, wired together. */
class ScorerTopologyTest {
    private static final Instant START = Instant.ofEpochMilli(0);

    private final Topics topics = new Topics("t.");
    private final RegistryClient registry = MockRegistry.scope("topology-test");
    private final FakeReadiness readiness = new FakeReadiness();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path stateDir;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        ScorerTopology.Setting setting = new ScorerTopology.Setting(
                topics,
                1,
                ScorerOptions.DEFAULT,
                registry,
                VerifierRegistry.builtIn(),
                readiness,
                new SimpleMeterRegistry());
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "t.scorer");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(ScorerTopology.build(setting), config, START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void scoresAGroup() {
        // Given
        keys().pipeInput(
                        "r/1",
                        Records.key("r/1", Records.answerKey("A", 2, 1_000).build()),
                        0L);

        // When
        rollouts().pipeInput("r/1", Records.rollout("r/1", 1, "A").build(), 10L);
        rollouts().pipeInput("r/1", Records.rollout("r/1", 0, "B").build(), 20L);

        // Then
        List<TestRecord<String, RewardEvent>> rewards = rewards();
        assertThat(rewards)
                .extracting(record -> record.value().getType())
                .containsExactly(
                        RewardEventType.OPEN, RewardEventType.MEMBER, RewardEventType.MEMBER, RewardEventType.CLOSE);
        assertThat(rewards).allMatch(record -> record.key().equals("r/1"));
        assertThat(rewards).extracting(TestRecord::timestamp).containsExactly(0L, 10L, 20L, 20L);
    }

    @Test
    void endsAGroupOnTheClockOnceAllIsRead() {
        // Given
        keys().pipeInput(
                        "r/1",
                        Records.key("r/1", Records.answerKey("A", 2, 1_000).build()),
                        0L);
        readiness.set(topics.rollouts().name(), 1_000);

        // When
        driver.advanceWallClockTime(Duration.ofMillis(900));
        long before = driver.createOutputTopic(
                        topics.rewards().name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .size();
        driver.advanceWallClockTime(Duration.ofMillis(300));

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(rewards()).extracting(record -> record.value().getType()).containsExactly(RewardEventType.CLOSE);
    }

    @Test
    void deadLettersRawBytesWithTheirHeaders() {
        // Given
        Headers headers = new RecordHeaders().add("trace", new byte[] {7});
        byte[] garbage = {1, 2, 3};

        // When
        driver.createInputTopic(topics.rollouts().name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(new byte[] {9}, garbage, headers, 5L));

        // Then
        TestRecord<byte[], byte[]> dead = driver.createOutputTopic(
                        topics.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecord();
        assertThat(dead.key()).containsExactly(9);
        assertThat(dead.value()).isEqualTo(garbage);
        assertThat(dead.headers().lastHeader("trace").value()).containsExactly(7);
        assertThat(DeadLetter.of(dead.headers())).hasValueSatisfying(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
            assertThat(letter.coordinates()).isEqualTo("t.rollouts-0@0");
            assertThat(letter.stage()).isEqualTo("scorer");
        });
    }

    @Test
    void neverShowsTheBytesOfAnAnswerKey() {
        // Given
        byte[] secret = "0-3-1-2".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Headers headers = new RecordHeaders().add("copy", secret);

        // When
        driver.createInputTopic(topics.answerKeys().name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>("r/1", secret, headers, 5L));

        // Then
        TestRecord<String, byte[]> dead = driver.createOutputTopic(
                        topics.deadLetters().name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecord();
        assertThat(dead.key()).isEqualTo("r/1");
        assertThat(dead.value()).isNull();
        assertThat(dead.headers().lastHeader("copy")).isNull();
    }

    private TestInputTopic<String, AnswerKeyEvent> keys() {
        return driver.createInputTopic(
                topics.answerKeys().name(), new StringSerializer(), new AvroSerializer<>(registry));
    }

    private TestInputTopic<String, Rollout> rollouts() {
        return driver.createInputTopic(
                topics.rollouts().name(), new StringSerializer(), new AvroSerializer<>(registry));
    }

    private List<TestRecord<String, RewardEvent>> rewards() {
        return driver.createOutputTopic(
                        topics.rewards().name(),
                        new StringDeserializer(),
                        new AvroDeserializer<>(RewardEvent.class, registry))
                .readRecordsToList();
    }
}
