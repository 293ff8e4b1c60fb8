package dev.rollstream.local.learner;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.learner.ReadingLearner;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.learner.GroupWriter.Shape;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReadingLearnerTest {
    private static final Shape SMALL = new Shape(4, 20, 300, 7);

    @SuppressWarnings("NullAway.Init")
    private static LocalKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private StageConfig config;

    @BeforeAll
    static void startKafka() {
        kafka = LocalKafka.start(LocalKafkaOptions.temporary());
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void makeTopics(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        config = new StageConfig(kafka.bootstrapServers(), "mock://" + name, name + ".", Map.of());
        try (TopicsAdmin topics = new TopicsAdmin(config)) {
            topics.create(new TopicsAdmin.Shape(3, 1));
        }
    }

    private ReadingLearner learner() {
        return new ReadingLearner(config, GroupReaderOptions.of("alice"), 16, new SimpleMeterRegistry());
    }

    private void write(int groups) {
        try (GroupWriter writer = new GroupWriter(config, SMALL, groups)) {
            writer.write(groups);
        }
    }

    private static void awaitGroups(ReadingLearner learner, long groups) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(learner.totals().groups()).isEqualTo(groups));
    }

    private <V extends SpecificRecord> List<V> all(Topic<V> topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        AvroDeserializer<V> decoder =
                new AvroDeserializer<>(topic.valueType(), RegistryClients.create(config.registry()));
        List<V> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                config.consumer("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(decoder.deserialize(topic.name(), record.headers(), record.value()));
                }
            }
        }
        return values;
    }

    private Progress lastProgress() {
        List<Progress> all = all(config.topics().progress());
        return all.get(all.size() - 1);
    }

    private static Map<Integer, Long> offsets(Progress progress) {
        return progress.getPosition().stream()
                .collect(Collectors.toMap(PartitionPosition::getPartition, PartitionPosition::getOffset));
    }

    @Test
    void writesWhereItStandsAndResumesThere() {
        // Given
        write(50);
        try (ReadingLearner first = learner()) {
            first.start();
            awaitGroups(first, 50);
        }
        write(20);

        // When
        try (ReadingLearner second = learner()) {
            second.start();
            awaitGroups(second, 20);
            assertThat(second.totals().members()).isEqualTo(80);
            assertThat(second.totals().tokens()).isEqualTo(1_600);
            assertThat(second.totals().payloadBytes()).isPositive();
        }

        // Then
        Progress last = lastProgress();
        assertThat(offsets(last)).isEqualTo(Positions.latest(config).offsets());
        assertThat(last.getLearner()).isEqualTo("alice");
        assertThat(last.getBatchSize()).isEqualTo(16);
        assertThat(last.getGroups()).isEqualTo(Map.of(ReadingLearner.READ, 70L));
        assertThat(all(config.topics().receipts())).isEmpty();
    }

    @Test
    void receiptsWhatItRefusesAndNothingElse() {
        // Given
        String bad;
        try (GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            writer.write(3);
            bad = writer.writeChanged(group -> AdvantageGroup.newBuilder(group)
                    .setTask(GroupWriter.ref(0, 99_999L))
                    .build());
        }

        // When
        try (ReadingLearner learner = learner()) {
            learner.start();
            awaitGroups(learner, 3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(learner.totals().refused())
                            .isEqualTo(Map.of(ReceiptOutcome.PAYLOAD_INVALID, 1L)));
        }

        // Then
        assertThat(all(config.topics().receipts())).singleElement().satisfies(receipt -> {
            assertThat(receipt.getGroupId()).isEqualTo(bad);
            assertThat(receipt.getRunId()).isEqualTo("run-1");
            assertThat(receipt.getLearner()).isEqualTo("alice");
            assertThat(receipt.getOutcome()).isEqualTo(ReceiptOutcome.PAYLOAD_INVALID);
            assertThat(receipt.getDetail()).contains("beyond the end of the log");
            assertThat(receipt.getAdvantageGroup()).isNotNull();
        });
        assertThat(lastProgress().getGroups())
                .isEqualTo(Map.of(ReadingLearner.READ, 3L, ReceiptOutcome.PAYLOAD_INVALID.name(), 1L));
    }

    @Test
    void isToldWhenAnotherOfItsNameTakesOver() {
        // Given
        write(5);
        try (ReadingLearner zombie = learner();
                ReadingLearner successor = learner()) {
            zombie.start();
            awaitGroups(zombie, 5);

            // When
            successor.start();
            write(5);

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(zombie.health().failure()).isPresent());
            assertThat(zombie.health().failure().orElseThrow()).contains("another learner named alice has taken over");
            awaitGroups(successor, 5);
        }
        assertThat(lastProgress().getGroups()).isEqualTo(Map.of(ReadingLearner.READ, 10L));
    }

    @Test
    void refusesToStartWithoutItsTopics() {
        StageConfig nowhere = new StageConfig(kafka.bootstrapServers(), "mock://nowhere", "nowhere.", Map.of());
        try (ReadingLearner learner =
                new ReadingLearner(nowhere, GroupReaderOptions.of("alice"), 16, new SimpleMeterRegistry())) {
            assertThatThrownBy(learner::start)
                    .isInstanceOf(StageException.class)
                    .hasMessageContaining("nowhere.")
                    .hasMessageContaining("topics create");
        }
    }

    @Test
    void countsEveryGroupOnceThoughTheBrokerRestartsBetween(@TempDir Path directory) {
        // Given: a transaction a group, and clients that give up soon
        LocalKafkaOptions options = LocalKafkaOptions.temporary().keptIn(directory);
        LocalKafka before = LocalKafka.start(options);
        config = new StageConfig(
                before.bootstrapServers(), "mock://restart", "restart.", Map.of("max.block.ms", "1000"));
        try (TopicsAdmin topics = new TopicsAdmin(config)) {
            topics.create(new TopicsAdmin.Shape(3, 1));
        }
        write(300);
        try (ReadingLearner learner =
                new ReadingLearner(config, GroupReaderOptions.of("alice"), 1, new SimpleMeterRegistry())) {
            learner.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(learner.totals().groups()).isGreaterThan(20));

            // When
            before.close();
            try (LocalKafka after = LocalKafka.start(options.onPort(before.port()))) {
                awaitGroups(learner, 300);

                // Then
                assertThat(after.failure()).isEmpty();
                assertThat(lastProgress().getGroups()).isEqualTo(Map.of(ReadingLearner.READ, 300L));
                assertThat(learner.health().failure()).isEmpty();
            }
        }
    }

    @Test
    void closesSoonWhenTheBrokerIsGone() {
        // Given
        LocalKafka doomed = LocalKafka.start(LocalKafkaOptions.temporary());
        config = new StageConfig(doomed.bootstrapServers(), "mock://doomed", "doomed.", Map.of());
        try (TopicsAdmin topics = new TopicsAdmin(config)) {
            topics.create(new TopicsAdmin.Shape(3, 1));
        }
        write(5);
        ReadingLearner learner = learner();
        learner.start();
        awaitGroups(learner, 5);
        doomed.close();

        // When
        long beforeNs = System.nanoTime();
        learner.close();

        // Then: sooner than any client's own patience of a minute
        assertThat(Duration.ofNanos(System.nanoTime() - beforeNs)).isLessThan(PATIENCE);
        assertThat(learner.health().hasEnded()).isTrue();
    }
}
