package dev.rollstream.local.learner;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.PassedOver;
import dev.rollstream.learner.reader.Position;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.learner.reader.Refused;
import dev.rollstream.learner.reader.Shard;
import dev.rollstream.learner.reader.ShardedReader;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.learner.GroupWriter.Shape;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ShardedReaderTest {
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

    private ShardedReader open(Position position) {
        return ShardedReader.open(config, GroupReaderOptions.of("rank"), new SimpleMeterRegistry(), position);
    }

    @Test
    void ranksShareEachBatchAndMayChangeTheirNumber() {
        // Given
        List<String> written;
        try (GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            written = writer.write(60);
        }
        List<String> read = new ArrayList<>();

        // When
        try (ShardedReader zero = open(Positions.earliest(config));
                ShardedReader one = open(Positions.earliest(config))) {
            for (int batch = 0; batch < 4; batch++) {
                Position end = zero.cut(10, 0, PATIENCE).orElseThrow();
                Batch left = zero.read(end, new Shard(0, 2), 0, PATIENCE).orElseThrow();
                Batch right = one.read(end, new Shard(1, 2), 0, PATIENCE).orElseThrow();
                assertThat(left.groups()).hasSize(5);
                assertThat(right.groups()).hasSize(5);
                assertThat(List.of(zero.position(), one.position())).containsOnly(end);
                read.addAll(ids(left));
                read.addAll(ids(right));
            }
            Position end = one.cut(20, 0, PATIENCE).orElseThrow();
            read.addAll(ids(one.read(end, new Shard(0, 1), 0, PATIENCE).orElseThrow()));
        }

        // Then
        assertThat(read).containsExactlyInAnyOrderElementsOf(written);
    }

    private static List<String> ids(Batch batch) {
        return batch.groups().stream()
                .map(TrainingGroup::ref)
                .map(ref -> ref.groupId())
                .toList();
    }

    @Test
    void eachRefusalIsReportedByOneRank() {
        // Given
        try (GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            writer.writeChanged(group ->
                    AdvantageGroup.newBuilder(group).setPurpose(Purpose.EVAL).build());
            writer.writeChanged(
                    group -> AdvantageGroup.newBuilder(group).clearTask().build());
            writer.writeChanged(group -> AdvantageGroup.newBuilder(group)
                    .setTask(GroupWriter.ref(0, 99_999L))
                    .build());
            writer.write(2);
        }
        List<Refused> refused = new ArrayList<>();
        List<Map<PassedOver, Integer>> passedOver = new ArrayList<>();
        int read = 0;
        Position end = Positions.latest(config);

        // When
        for (int rank = 0; rank < 3; rank++) {
            try (ShardedReader reader = open(Positions.earliest(config))) {
                Batch batch = reader.read(end, new Shard(rank, 3), 0, PATIENCE).orElseThrow();
                refused.addAll(batch.refused());
                passedOver.add(batch.passedOver());
                read += batch.groups().size();
            }
        }

        // Then
        assertThat(refused).hasSize(2).extracting(Refused::outcome).containsOnly(ReceiptOutcome.PAYLOAD_INVALID);
        assertThat(passedOver).containsExactly(Map.of(PassedOver.EVALUATION, 1), Map.of(), Map.of());
        assertThat(read).isEqualTo(2);
    }

    @Test
    void aQuestionThatTakesTooLongIsAskedAgain() {
        // Given
        try (ShardedReader reader = open(Positions.earliest(config));
                GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            boolean early = reader.cut(3, 0, Duration.ofMillis(200)).isPresent();
            writer.write(3);

            // When
            Position end = reader.cut(3, 0, PATIENCE).orElseThrow();

            // Then
            assertThat(early).isFalse();
            assertThat(end).isEqualTo(Positions.latest(config));
            assertThat(reader.cut(4, 0, Duration.ofMillis(200))).isEmpty();
            assertThatThrownBy(() -> reader.read(end, new Shard(0, 1), 0, PATIENCE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ask that again first");
        }
    }
}
