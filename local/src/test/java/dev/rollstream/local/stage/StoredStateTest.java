package dev.rollstream.local.stage;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.local.audit.SoundStream;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.StreamsOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What a stage makes of its stored state when offsets, changelogs or topics are no longer those that belong to it. */
class StoredStateTest {

    private static LocalKafka kafka;

    @TempDir
    private Path stateDir;

    private StageConfig config;
    private Admin admin;
    private LocalRegistry registry;

    @BeforeAll
    static void startBroker() {
        kafka = LocalKafka.start(LocalKafkaOptions.temporary());
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void makeTopics(TestInfo test) {
        String prefix = test.getTestMethod().orElseThrow().getName() + ".";
        config = new StageConfig(kafka.bootstrapServers(), "http://unused", prefix, Map.of());
        registry = new LocalRegistry(new MemoryStore(), "test registry");
        admin = Admin.create(config.admin("test"));
        create();
    }

    @AfterEach
    void close() {
        admin.close();
        registry.close();
    }

    @Test
    void neverMeetsTheStateOfEarlierTopicsOfTheSameNames() throws Exception {
        // Given: a member of a group that stays open
        aggregate(SoundStream.opened(), SoundStream.member(0, 1.0, 20));
        // When: all topics are made anew, and the group comes again
        delete(topics(""));
        create();
        aggregate(
                SoundStream.opened(),
                SoundStream.member(0, 0.1, 30),
                SoundStream.member(1, 1.0, 31),
                SoundStream.closed(2));
        // Then: of the two for the same slot it is this stream's that counts; Streams itself notices in most runs, not
        // in all
        assertThat(stateDir.toFile().list()).hasSize(2);
        assertThat(advantages()).singleElement().satisfies(group -> assertThat(group.getMembers())
                .extracting(
                        member -> Objects.requireNonNull(member.getRollout()).getOffset())
                .containsExactly(30L, 31L));
    }

    @Test
    void goesOnWithItsOwnStateAfterARestart() throws Exception {
        // Given
        aggregate(SoundStream.opened(), SoundStream.member(0, 1.0, 20));
        // When
        aggregate(SoundStream.member(0, 0.1, 30), SoundStream.member(1, 1.0, 31), SoundStream.closed(2));
        // Then
        assertThat(advantages()).singleElement().satisfies(group -> assertThat(group.getMembers())
                .extracting(
                        member -> Objects.requireNonNull(member.getRollout()).getOffset())
                .containsExactly(20L, 31L));
    }

    @Test
    void refusesToStartWhenItsOffsetsAreGoneAndItsStateIsNot() throws Exception {
        // Given
        aggregate(SoundStream.opened(), SoundStream.member(0, 1.0, 20));
        // When
        admin.deleteConsumerGroups(List.of(application())).all().get();
        // Then
        assertThatThrownBy(() -> aggregate(SoundStream.closed(1)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("committed offsets of group " + application() + " are gone")
                .hasMessageContaining("--reset-offsets");
    }

    @Test
    void refusesToStartWhenItsStateIsGoneAndItsOffsetsAreNot() throws Exception {
        // Given
        aggregate(SoundStream.opened(), SoundStream.member(0, 1.0, 20));
        // When
        delete(topics(application() + "-"));
        // Then
        assertThatThrownBy(() -> aggregate(SoundStream.closed(1)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining(application() + " has committed offsets")
                .hasMessageContaining("--to-earliest");
    }

    /** Runs an aggregator until it has read these events too. */
    private void aggregate(RewardEvent... events) throws Exception {
        long end = 0;
        try (Stage stage =
                AggregatorStage.create(config, StreamsOptions.in(stateDir, 1), registry, new SimpleMeterRegistry())) {
            stage.start();
            for (RewardEvent event : events) {
                end = write(event) + 1;
            }
            long wanted = end;
            await().atMost(PATIENCE).until(() -> committed() >= wanted);
        }
    }

    private long write(RewardEvent event) throws Exception {
        byte[] value = new AvroSerializer<>(registry)
                .serialize(config.topics().rewards().name(), event);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config.producer("test"), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = SoundStream.GROUP.getBytes(StandardCharsets.UTF_8);
            return producer.send(new ProducerRecord<>(config.topics().rewards().name(), key, value))
                    .get()
                    .offset();
        }
    }

    private long committed() throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(application()).partitionsToOffsetAndMetadata().get().values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .max()
                .orElse(0);
    }

    private List<AdvantageGroup> advantages() {
        AvroDeserializer<AdvantageGroup> deserializer = new AvroDeserializer<>(AdvantageGroup.class, registry);
        List<AdvantageGroup> groups = new ArrayList<>();
        try (TopicReader reader = new TopicReader(config, "test-reader")) {
            reader.read(
                    reader.ends(config.topics().advantages()),
                    record -> groups.add(Objects.requireNonNull(
                            deserializer.deserialize(record.topic(), record.headers(), record.value()))));
        }
        return groups;
    }

    private String application() {
        return config.prefix() + AggregatorStage.NAME;
    }

    private void create() {
        try (TopicsAdmin topics = new TopicsAdmin(config)) {
            topics.create(new TopicsAdmin.Shape(1, 1));
        }
    }

    private Set<String> topics(String beginning) throws InterruptedException, ExecutionException {
        String start = beginning.isEmpty() ? config.prefix() : beginning;
        return admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(start))
                .collect(Collectors.toSet());
    }

    private void delete(Set<String> names) throws InterruptedException, ExecutionException {
        assertThat(names).isNotEmpty();
        admin.deleteTopics(names).all().get();
        await().atMost(PATIENCE)
                .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
    }
}
