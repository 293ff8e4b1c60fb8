package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.producer.task.InFlightWindow.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a record is not null bytes
class StreamFollowerTest {
    private static final Topics TOPICS = new Topics("t.");

    private final RegistryClient registry = TestCodecs.registry();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Map<TopicPartition, Long> ends = new java.util.HashMap<>();
    private final Heard heard = new Heard();
    private final StreamFollower follower = new StreamFollower(
            consumer,
            partitions -> partitions.stream().collect(Collectors.toMap(p -> p, p -> ends.getOrDefault(p, 0L))),
            TestCodecs.of(registry),
            new StreamFollower.Subject(TOPICS, "run", Optional.of("learner")));

    /** Writes down what it hears. */
    private static final class Heard implements StreamListener {
        private final List<Long> made = new ArrayList<>();
        private final List<GroupEnd> ended = new ArrayList<>();
        private final List<LearnerPosition> moved = new ArrayList<>();
        private final List<Long> refused = new ArrayList<>();

        @Override
        public void made(long sequence) {
            made.add(sequence);
        }

        @Override
        public void ended(GroupEnd end) {
            ended.add(end);
        }

        @Override
        public void moved(LearnerPosition position) {
            moved.add(position);
        }

        @Override
        public void refused(int partition, long offset) {
            refused.add(offset);
        }
    }

    @BeforeEach
    void topics() {
        for (Topic<?> topic : List.of(TOPICS.answerKeys(), TOPICS.advantages(), TOPICS.progress(), TOPICS.receipts())) {
            consumer.updatePartitions(
                    topic.name(), List.of(new PartitionInfo(topic.name(), 0, Node.noNode(), new Node[0], new Node[0])));
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, 0L));
        }
    }

    private void add(Topic<?> topic, long offset, String key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(topic.name(), 0, offset, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private <T extends SpecificRecord> byte[] bytes(Topic<T> topic, T value) {
        return new AvroSerializer<T>(registry).serialize(topic.name(), value);
    }

    private byte[] terminal(String group, GroupOutcome outcome, int received) {
        return terminal(group, Purpose.TRAIN, outcome, received);
    }

    private byte[] terminal(String group, Purpose purpose, GroupOutcome outcome, int received) {
        return bytes(
                TOPICS.advantages(),
                AdvantageGroup.newBuilder()
                        .setPurpose(purpose)
                        .setGroupId(group)
                        .setRunId("run")
                        .setOutcome(outcome)
                        .setCounts(
                                MemberCounts.newBuilder().setReceived(received).build())
                        .build());
    }

    @Test
    void replaysTheRunsGroupsByKeyAlone() {
        // Given
        ends.put(new TopicPartition(TOPICS.answerKeys().name(), 0), 4L);
        consumer.schedulePollTask(() -> {
            add(TOPICS.answerKeys(), 0, "run/0", new byte[] {1});
            add(TOPICS.answerKeys(), 1, "other/7", new byte[] {1});
            add(TOPICS.answerKeys(), 2, "run/5", new byte[] {1});
            add(TOPICS.answerKeys(), 3, "run/x", new byte[] {1});
        });

        // When
        follower.replay(heard);

        // Then
        assertThat(heard.made).containsExactly(0L, 5L);
        assertThat(consumer.assignment())
                .contains(new TopicPartition(TOPICS.advantages().name(), 0));
        assertThat(consumer.position(new TopicPartition(TOPICS.advantages().name(), 0)))
                .isZero();
    }

    @Test
    void tellsOfEndsOfTheRunWithWhatTheyMeanForTheWindows() {
        // Given
        follower.startAtEnd();
        add(TOPICS.advantages(), 0, "run/0", terminal("run/0", GroupOutcome.COMPLETE, 8));
        add(TOPICS.advantages(), 1, "other/0", new byte[] {9});
        add(TOPICS.advantages(), 2, "run/1", terminal("run/1", GroupOutcome.EXPIRED, 0));
        add(TOPICS.advantages(), 3, "run/2", terminal("run/2", GroupOutcome.EXPIRED, 3));
        add(TOPICS.advantages(), 4, "run/3", terminal("run/3", GroupOutcome.CANCELLED, 0));
        add(TOPICS.advantages(), 5, "run/4", new byte[] {9});
        add(TOPICS.advantages(), 6, "run/5", terminal("run/5", Purpose.EVAL, GroupOutcome.COMPLETE, 1));

        // When
        follower.poll(Duration.ZERO, heard);

        // Then
        assertThat(heard.ended)
                .containsExactly(
                        new StreamListener.GroupEnd(0, 0, 0, true, Answer.MEMBERS),
                        new StreamListener.GroupEnd(1, 0, 2, false, Answer.NONE),
                        new StreamListener.GroupEnd(2, 0, 3, false, Answer.MEMBERS),
                        new StreamListener.GroupEnd(3, 0, 4, false, Answer.UNKNOWN),
                        new StreamListener.GroupEnd(4, 0, 5, false, Answer.UNKNOWN),
                        new StreamListener.GroupEnd(5, 0, 6, false, Answer.MEMBERS));
    }

    private byte[] receipt(String group, String learner, ReceiptOutcome outcome, long offset) {
        RecordRef place =
                RecordRef.newBuilder().setPartition(0).setOffset(offset).build();
        return bytes(
                TOPICS.receipts(),
                Receipt.newBuilder()
                        .setGroupId(group)
                        .setRunId("run")
                        .setLearner(learner)
                        .setOutcome(outcome)
                        .setAdvantageGroup(place)
                        .build());
    }

    @Test
    void tellsOfTheRunsGroupsThatTheFollowedLearnerRefused() {
        // Given
        follower.startAtEnd();
        add(TOPICS.receipts(), 0, "run/0", receipt("run/0", "learner", ReceiptOutcome.TRAINED, 10));
        add(TOPICS.receipts(), 1, "run/1", receipt("run/1", "learner", ReceiptOutcome.STALE, 11));
        add(TOPICS.receipts(), 2, "run/2", receipt("run/2", "someone", ReceiptOutcome.STALE, 12));
        add(TOPICS.receipts(), 3, "other/3", receipt("other/3", "learner", ReceiptOutcome.STALE, 13));
        add(TOPICS.receipts(), 4, "run/4", new byte[] {9});
        add(TOPICS.receipts(), 5, "run/5", receipt("run/5", "learner", ReceiptOutcome.PAYLOAD_GONE, 15));

        // When
        follower.poll(Duration.ZERO, heard);

        // Then
        assertThat(heard.refused).containsExactly(11L, 15L);
    }

    @Test
    void tellsOfTheFollowedLearnerOnly() {
        // Given
        follower.startAtEnd();
        Progress progress = Progress.newBuilder()
                .setLearner("learner")
                .setPolicyVersion(4L)
                .setBatchSize(16)
                .setPosition(List.of(new PartitionPosition(0, 12L)))
                .build();
        add(TOPICS.progress(), 0, "someone", new byte[] {9});
        add(TOPICS.progress(), 1, "learner", bytes(TOPICS.progress(), progress));

        // When
        follower.poll(Duration.ZERO, heard);

        // Then
        assertThat(heard.moved)
                .containsExactly(
                        new StreamListener.LearnerPosition(Map.of(0, 12L), OptionalInt.of(16), OptionalLong.of(4)));
    }
}
