package dev.rollstream.local.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topic;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.reader.PassedOver;
import dev.rollstream.learner.reader.Position;
import dev.rollstream.learner.reader.PositionException;
import dev.rollstream.learner.reader.Positions;
import dev.rollstream.learner.reader.Refused;
import dev.rollstream.learner.reader.StalenessGate;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.learner.GroupWriter.Shape;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GroupReaderTest {
    private static final Shape SMALL = new Shape(4, 20, 300, 7);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final long PATIENCE_MS = LONG.toMillis();
    private static final int PARTITIONS = 3;

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
            topics.create(new TopicsAdmin.Shape(PARTITIONS, 1));
        }
    }

    private GroupReader open(Position position) {
        return GroupReader.open(config, GroupReaderOptions.of("test"), new SimpleMeterRegistry(), position);
    }

    private static List<String> ids(Batch batch) {
        return batch.groups().stream().map(group -> group.ref().groupId()).toList();
    }

    private static List<String> readAll(GroupReader reader, int groups) {
        List<String> ids = new ArrayList<>();
        while (ids.size() < groups) {
            Batch batch = reader.poll(groups - ids.size(), LONG);
            assertThat(batch.isEmpty()).as("nothing came for %s", LONG).isFalse();
            assertThat(batch.refused()).isEmpty();
            ids.addAll(ids(batch));
        }
        return ids;
    }

    /** Everything from where the reader stands to the end of the topic, as one batch. */
    private Batch rest(GroupReader reader, long currentVersion) {
        Position end = Positions.latest(config);
        List<TrainingGroup> groups = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        Map<PassedOver, Integer> passedOver = new EnumMap<>(PassedOver.class);
        while (!reader.position().covers(end)) {
            Batch batch = reader.poll(1_000, SHORT, currentVersion);
            groups.addAll(batch.groups());
            refused.addAll(batch.refused());
            batch.passedOver().forEach((why, count) -> passedOver.merge(why, count, Integer::sum));
        }
        return new Batch(groups, refused, passedOver, reader.position());
    }

    @Test
    void readsEveryGroupOnceWithItsPayload() {
        // Given
        List<String> written = write(SMALL, 3_000);

        // When
        List<Batch> batches = new ArrayList<>();
        try (GroupReader reader = open(Positions.earliest(config))) {
            for (int read = 0;
                    read < 3_000;
                    read += batches.get(batches.size() - 1).groups().size()) {
                batches.add(reader.poll(100, LONG));
            }
            batches.add(reader.poll(1, SHORT));
        }

        // Then
        assertThat(batches.stream().flatMap(batch -> ids(batch).stream())).containsExactlyInAnyOrderElementsOf(written);
        assertThat(batches).allSatisfy(batch -> assertThat(batch.refused()).isEmpty());
        assertThat(batches.get(0).groups()).hasSize(100).allSatisfy(group -> {
            assertThat(group.task().getGroupId()).isEqualTo(group.ref().groupId());
            assertThat(group.members()).hasSize(4);
            assertThat(group.members().get(3).index()).isEqualTo(3);
            assertThat(group.members().get(3).advantage()).isEqualTo(0.5);
            assertThat(group.members().get(3).sequences().get(0).logprobs().orElseThrow())
                    .hasSize(20);
        });
    }

    @Test
    void resumesAtAnyPositionWithTheSameGroupsInTheSameOrder() {
        // Given
        write(SMALL, 600);
        List<String> order;
        List<Position> positions = new ArrayList<>();
        try (GroupReader reader = open(Positions.earliest(config))) {
            order = new ArrayList<>();
            while (order.size() < 600) {
                positions.add(reader.position());
                order.addAll(readAll(reader, 1));
            }
        }
        Random random = new Random(4);

        for (int i = 0; i < 12; i++) {
            int begin = random.nextInt(600);

            // When
            List<String> again;
            try (GroupReader reader =
                    open(Position.fromJson(positions.get(begin).toJson()))) {
                again = readAll(reader, 600 - begin);
            }

            // Then
            assertThat(again).as("from position %s", begin).isEqualTo(order.subList(begin, 600));
        }
    }

    @Test
    void passesOverWhatDoesNotTrainAndCountsIt() {
        // Given
        try (GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            writer.writeChanged(group ->
                    AdvantageGroup.newBuilder(group).setPurpose(Purpose.EVAL).build());
            writer.writeChanged(outcome(GroupOutcome.FILTERED));
            writer.writeChanged(outcome(GroupOutcome.EXPIRED));
            writer.writeChanged(outcome(GroupOutcome.EXPIRED));
            writer.writeChanged(outcome(GroupOutcome.CANCELLED));
            writer.writeChanged(group ->
                    AdvantageGroup.newBuilder(group).setPurpose(Purpose.UNKNOWN).build());
            writer.writeChanged(outcome(GroupOutcome.PARTIAL));
        }

        // When
        Batch batch;
        Position end;
        try (GroupReader reader = open(Positions.earliest(config))) {
            batch = rest(reader, 0);
            end = reader.position();
        }

        // Then
        assertThat(batch.groups()).hasSize(1);
        assertThat(batch.passedOver())
                .isEqualTo(Map.of(
                        PassedOver.EVALUATION, 1,
                        PassedOver.FILTERED, 1,
                        PassedOver.EXPIRED, 2,
                        PassedOver.CANCELLED, 1,
                        PassedOver.UNKNOWN, 1));
        assertThat(end).isEqualTo(Positions.latest(config));
    }

    private static UnaryOperator<AdvantageGroup> outcome(GroupOutcome outcome) {
        return group -> AdvantageGroup.newBuilder(group).setOutcome(outcome).build();
    }

    @Test
    void refusesGroupsWhosePayloadIsGone() {
        // Given
        write(SMALL, 200);
        Topic<?> rollouts = config.topics().rollouts();
        deleteBefore(rollouts, 100);

        // When
        Batch batch;
        try (GroupReader reader = open(Positions.earliest(config))) {
            batch = rest(reader, 0);
        }

        // Then: 100 records are 25 whole groups of 4 a partition
        assertThat(batch.refused()).hasSize(75).allSatisfy(group -> {
            assertThat(group.outcome()).isEqualTo(ReceiptOutcome.PAYLOAD_GONE);
            assertThat(group.detail()).contains(rollouts.name());
        });
        assertThat(batch.groups()).hasSize(125);
    }

    @Test
    void refusesForgedAndForeignReferencesWithoutWaiting() {
        // Given
        try (GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            writer.writeChanged(rollout(GroupWriter.ref(0, 1_000_000_000L)));
            writer.writeChanged(rollout(GroupWriter.ref(PARTITIONS, 0L)));
            writer.writeChanged(rollout(GroupWriter.ref(0, -1L)));
            writer.writeChanged(
                    rollout(new RecordRef(config.topics().answerKeys().name(), 0, 0L)));
            writer.writeChanged(group -> AdvantageGroup.newBuilder(group)
                    .setTask(GroupWriter.ref(0, 77_777L))
                    .build());
            writer.writeRaw(config.topics().advantages(), "run-1/99", new byte[] {1, 2, 3});
        }
        List<String> good = write(SMALL, 1, 2);

        // When
        Batch batch;
        try (GroupReader reader = open(Positions.earliest(config))) {
            batch = rest(reader, 0);
        }

        // Then
        assertThat(batch.refused())
                .hasSize(6)
                .extracting(Refused::outcome)
                .containsOnly(ReceiptOutcome.PAYLOAD_INVALID);
        assertThat(batch.refused())
                .extracting(Refused::detail)
                .anySatisfy(detail -> assertThat(detail).contains("@1000000000 is beyond the end of the log"))
                .anySatisfy(detail -> assertThat(detail).contains("partition 3"))
                .anySatisfy(detail -> assertThat(detail).contains("another topic"))
                .anySatisfy(detail -> assertThat(detail).contains("undecodable"));
        assertThat(ids(batch)).isEqualTo(good);
    }

    private static UnaryOperator<AdvantageGroup> rollout(RecordRef ref) {
        return group -> {
            List<Member> members = new ArrayList<>(group.getMembers());
            members.set(2, Member.newBuilder(members.get(2)).setRollout(ref).build());
            return AdvantageGroup.newBuilder(group).setMembers(members).build();
        };
    }

    @Test
    void refusesReferencesToAnotherGroupsRollout() {
        // Given
        try (GroupWriter writer = new GroupWriter(config, SMALL, 1)) {
            RecordRef other = writer.writePayload().rolloutRefs().get(2);
            writer.writeChanged(rollout(other));
        }

        // When
        Batch batch;
        try (GroupReader reader = open(Positions.earliest(config))) {
            batch = rest(reader, 0);
        }

        // Then
        assertThat(batch.groups()).isEmpty();
        assertThat(batch.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.outcome()).isEqualTo(ReceiptOutcome.PAYLOAD_INVALID);
            assertThat(refused.detail()).isEqualTo("rollout of member 2: belongs to group 'run-1/0'");
        });
    }

    @Test
    void refusesStaleGroupsByTheVersionAtTheStep() {
        // Given
        write(SMALL, 10);
        GroupReaderOptions options = GroupReaderOptions.of("test").with(new StalenessGate(2));

        // When
        Batch young;
        Batch old;
        try (GroupReader reader =
                GroupReader.open(config, options, new SimpleMeterRegistry(), Positions.earliest(config))) {
            young = reader.poll(4, LONG, 5);
            old = rest(reader, 6);
        }

        // Then
        assertThat(young.groups()).hasSize(4);
        assertThat(old.groups()).isEmpty();
        assertThat(old.refused()).hasSize(6).extracting(Refused::outcome).containsOnly(ReceiptOutcome.STALE);
    }

    @Test
    void failsWhereThePositionIsOutOfRange() {
        // Given
        write(SMALL, 100);
        Position start = Positions.earliest(config);
        Position beyond = start.advancedTo(Map.of(1, 1_000L));
        deleteBefore(config.topics().advantages(), 5);

        // When, Then
        assertThatThrownBy(() -> open(start))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining(config.topics().advantages().name() + "-")
                .hasMessageContaining("@0 is out of range: the log holds offsets 5 to ")
                .hasMessageContaining("gone by retention")
                .hasMessageContaining("newer checkpoint");
        assertThatThrownBy(() -> open(beyond.advancedTo(Map.of(0, 5L, 2, 5L))))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining("-1@1000 is out of range");
        assertThatThrownBy(() -> open(Position.of("other.advantages", Map.of(0, 0L))))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining("other.advantages");
        assertThatThrownBy(() -> open(Position.of(start.topic(), Map.of(0, 0L))))
                .isInstanceOf(PositionException.class)
                .hasMessageContaining("partitions [0]");
    }

    @Test
    void honoursItsTimeoutAndClosesWhileAnotherThreadPolls() throws InterruptedException {
        // Given
        GroupReader reader = open(Positions.earliest(config));
        Batch nothing = reader.poll(1, SHORT);
        List<RuntimeException> ended = new ArrayList<>();
        Thread poller = new Thread(() -> {
            try {
                reader.poll(1, Duration.ofMinutes(5));
            } catch (IllegalStateException e) {
                ended.add(e);
            }
        });
        poller.start();

        // When
        long beforeNs = System.nanoTime();
        reader.close();
        poller.join(PATIENCE_MS);

        // Then
        assertThat(nothing.isEmpty()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - beforeNs)).isLessThan(LONG);
        assertThat(ended).singleElement().satisfies(e -> assertThat(e).hasMessage("the reader is closed"));
    }

    private List<String> write(Shape shape, int groups) {
        return write(shape, groups, 1);
    }

    private List<String> write(Shape shape, int groups, long seed) {
        try (GroupWriter writer = new GroupWriter(config, shape, seed)) {
            return writer.write(groups);
        }
    }

    private void deleteBefore(Topic<?> topic, long offset) {
        Map<TopicPartition, RecordsToDelete> all = Map.of(
                new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(offset),
                new TopicPartition(topic.name(), 1), RecordsToDelete.beforeOffset(offset),
                new TopicPartition(topic.name(), 2), RecordsToDelete.beforeOffset(offset));
        try (Admin admin = Admin.create(config.admin("test"))) {
            admin.deleteRecords(all).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
