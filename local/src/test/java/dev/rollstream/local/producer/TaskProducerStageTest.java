package dev.rollstream.local.producer;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.producer.task.Pacing;
import dev.rollstream.producer.task.Pacing.FollowedLearner;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.producer.task.TaskProducerStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task producer against a real broker, with terminal records and positions written by hand. */
class TaskProducerStageTest {

    private static LocalKafka kafka;
    private TestStream stream;

    @BeforeAll
    static void startBroker() {
        kafka = LocalKafka.start(LocalKafkaOptions.temporary());
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void makeTopics() {
        stream = new TestStream(kafka);
    }

    @AfterEach
    void forget() {
        stream.close();
    }

    private TaskProducerStage producer(OptionalLong count, Pacing pacing) {
        return producer(Run.named("run", count), pacing);
    }

    private TaskProducerStage producer(Run run, Pacing pacing) {
        TaskProducerOptions options = TaskProducerOptions.of(run).withPacing(pacing);
        return new TaskProducerStage(
                options, new Samples(), stream.config(), stream.registry(), new SimpleMeterRegistry());
    }

    private static Pacing inFlight(int most) {
        return new Pacing(most, 4, Optional.empty());
    }

    private static Pacing following(int maxAhead) {
        return new Pacing(100, 4, Optional.of(new FollowedLearner("learner", OptionalInt.of(maxAhead), false)));
    }

    private List<Long> sequences() {
        return stream.answerKeys().stream()
                .map(key -> GroupId.parse(key.value().getGroupId()).sequence())
                .sorted()
                .toList();
    }

    private static List<Long> upTo(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private void awaitGroups(int count) {
        await().atMost(PATIENCE).until(() -> sequences().size() >= count);
    }

    /** Ends a group and gives the place of its terminal record. */
    private PartitionPosition end(long sequence, GroupOutcome outcome, int received) {
        var place = stream.write(AdvantageGroup.newBuilder()
                .setGroupId("run/" + sequence)
                .setRunId("run")
                .setOutcome(outcome)
                .setCounts(MemberCounts.newBuilder().setReceived(received).build())
                .build());
        return new PartitionPosition(place.partition(), place.offset() + 1);
    }

    @Test
    void resumesWhereItStoppedAndRebuildsItsWindow() {
        // Given
        try (TaskProducerStage first = producer(OptionalLong.empty(), inFlight(5))) {
            first.start();
            awaitGroups(5);
        }
        end(1, GroupOutcome.COMPLETE, 8);
        end(2, GroupOutcome.COMPLETE, 8);

        // When
        try (TaskProducerStage second = producer(OptionalLong.empty(), inFlight(5))) {
            second.start();
            awaitGroups(7);
            end(0, GroupOutcome.COMPLETE, 8);
            awaitGroups(8);
        }

        // Then
        assertThat(sequences()).isEqualTo(upTo(8));
        assertThat(stream.tasks()).hasSize(8);
    }

    @Test
    void waitsForTransactionsOfOthersThatHideItsOwnGroups() throws Exception {
        // Given
        KafkaProducer<byte[], byte[]> other = new KafkaProducer<>(
                stream.config().transactionalProducer("other", "other"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        other.initTransactions();
        other.beginTransaction();
        for (int partition = 0; partition < TestStream.PARTITIONS; partition++) {
            other.send(new ProducerRecord<>(
                            stream.topics().answerKeys().name(), partition, new byte[] {1}, new byte[] {1}))
                    .get();
        }
        try (TaskProducerStage first = producer(new Run("run", false, OptionalLong.empty()), inFlight(5))) {
            first.start();
            await().atMost(PATIENCE).until(() -> first.produced() == 5);
        }

        // When
        try (TaskProducerStage second = producer(OptionalLong.empty(), inFlight(6))) {
            second.start();
            other.abortTransaction();
            await().atMost(PATIENCE).until(() -> second.produced() == 1);
        } finally {
            other.close(Duration.ZERO);
        }

        // Then
        assertThat(sequences()).isEqualTo(upTo(6));
    }

    @Test
    void aSecondProducerOfTheRunTakesOver() {
        // Given
        TaskProducerStage first = producer(OptionalLong.empty(), inFlight(5));
        TaskProducerStage second = producer(OptionalLong.empty(), inFlight(10));

        // When
        try (first;
                second) {
            first.start();
            awaitGroups(5);
            second.start();
            awaitGroups(10);
            IntStream.range(0, 5).forEach(sequence -> end(sequence, GroupOutcome.COMPLETE, 8));
            await().atMost(PATIENCE).until(() -> first.health().failure().isPresent());
            awaitGroups(15);

            // Then
            assertThat(first.health().failure().orElseThrow()).contains("another task producer has taken over");
            assertThat(second.health().failure()).isEmpty();
        }
        assertThat(sequences()).isEqualTo(upTo(15));
    }

    @Test
    void staysWithinTheLearnersWindowAndReplacesWhatIsDropped() {
        // Given
        TaskProducerStage producer = producer(OptionalLong.empty(), following(4));

        try (producer) {
            producer.start();
            awaitGroups(4);

            // When
            List<PartitionPosition> read = new ArrayList<>();
            read.add(end(0, GroupOutcome.COMPLETE, 8));
            end(1, GroupOutcome.FILTERED, 8);
            awaitGroups(5);
            List<Long> beforeProgress = sequences();
            stream.write(Progress.newBuilder()
                    .setLearner("learner")
                    .setBatchSize(2)
                    .setPosition(read)
                    .build());
            awaitGroups(6);

            // Then
            assertThat(beforeProgress).isEqualTo(upTo(5));
        }
        assertThat(sequences()).isEqualTo(upTo(6));
    }

    @Test
    void refusesAWindowBelowTheLearnersBatch() throws Exception {
        // Given
        stream.write(Progress.newBuilder().setLearner("learner").setBatchSize(8).build());
        TaskProducerStage producer = producer(OptionalLong.empty(), following(4));

        // When
        try (producer) {
            producer.start();
            producer.health().awaitEnd();

            // Then
            assertThat(producer.health().failure())
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("--max-ahead 4").contains("8 groups"));
        }
    }

    @Test
    void cancelsAreEventsOfTheGroupInItsPartition() {
        // Given
        TaskProducerStage producer = producer(OptionalLong.empty(), inFlight(3));

        // When
        try (producer) {
            producer.start();
            awaitGroups(3);
            producer.cancel(new GroupId("run", 1), "not wanted");
            awaitGroups(4);
        }

        // Then
        var events = stream.answerKeys().stream()
                .filter(key -> key.value().getGroupId().equals("run/1"))
                .toList();
        assertThat(events)
                .extracting(event -> event.value().getType())
                .containsExactly(AnswerKeyEventType.KEY, AnswerKeyEventType.CANCEL);
        assertThat(events)
                .extracting(event -> event.record().partition())
                .containsOnly(events.get(0).record().partition());
    }

    @Test
    void endsByItselfWhenItsRunHasEnded() throws InterruptedException, ExecutionException {
        // Given
        TaskProducerStage producer = producer(OptionalLong.of(3), inFlight(10));

        // When
        try (producer) {
            producer.start();
            awaitGroups(3);
            upTo(3).forEach(sequence -> end(sequence, GroupOutcome.EXPIRED, 0));
            producer.health().awaitEnd();

            // Then
            assertThat(producer.health().failure()).isEmpty();
            assertThat(producer.inFlight()).isZero();
        }
    }
}
