package dev.rollstream.local.producer;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.producer.TestStream.Read;
import dev.rollstream.producer.task.GroupSettings;
import dev.rollstream.producer.task.TaskProducerOptions;
import dev.rollstream.producer.task.TaskProducerOptions.Run;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.producer.worker.QueueKind;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.producer.worker.scripted.ScriptedEngine;
import dev.rollstream.producer.worker.scripted.ScriptedSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks, answer keys and rollouts through a real broker, with transactions and share groups. */
class ProducerAndWorkerTest {
    private static final int GROUP_SIZE = 4;

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

    private TaskProducerStage producer(Run run) {
        GroupSettings group = GroupSettings.defaults();
        TaskProducerOptions options = TaskProducerOptions.of(run)
                .withGroup(
                        new GroupSettings(GROUP_SIZE, group.minSize(), group.ttl(), group.target(), group.scoring()));
        return new TaskProducerStage(
                options, new Samples(), stream.config(), stream.registry(), new SimpleMeterRegistry());
    }

    private RolloutWorkerStage worker(RolloutWorkerOptions options) {
        ScriptedEngine engine = new ScriptedEngine(
                ScriptedSettings.defaults(),
                groupId -> Optional.of(Samples.answer(GroupId.parse(groupId).sequence())),
                new SimpleMeterRegistry());
        return new RolloutWorkerStage(options, engine, stream.config(), stream.registry(), new SimpleMeterRegistry());
    }

    @Test
    void writesTasksAndKeysThatPointAtThem() {
        // Given
        int count = 40;
        TaskProducerStage producer = producer(Run.named("run-a", OptionalLong.of(count)));

        // When
        try (producer) {
            producer.start();
            await().atMost(PATIENCE).until(() -> producer.produced() == count);
        }

        // Then
        Map<String, Read<Task>> tasks = stream.tasks().stream()
                .collect(Collectors.toMap(task -> task.value().getGroupId(), Function.identity()));
        List<Read<AnswerKeyEvent>> keys = stream.answerKeys();
        assertThat(tasks).hasSize(count);
        assertThat(keys).hasSize(count).allSatisfy(key -> {
            Read<Task> task = Objects.requireNonNull(tasks.get(key.value().getGroupId()));
            assertThat(key.value().getAnswerKey().getTask().getPartition())
                    .isEqualTo(task.record().partition())
                    .isEqualTo(key.record().partition());
            assertThat(key.value().getAnswerKey().getTask().getOffset())
                    .isEqualTo(task.record().offset());
            assertThat(new String(task.record().value(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("secret-source");
        });
    }

    @ParameterizedTest
    @EnumSource(QueueKind.class)
    void everyTaskIsAnsweredOnceByItsGroupSize(QueueKind queue) {
        // Given
        int count = 30;
        TaskProducerStage producer = producer(Run.named("run-b", OptionalLong.of(count)));
        RolloutWorkerStage worker =
                worker(RolloutWorkerOptions.of("w1").withQueue(queue).withConcurrency(3));

        // When
        try (producer;
                worker) {
            producer.start();
            worker.start();
            await().atMost(PATIENCE).until(() -> stream.rollouts().size() >= count * GROUP_SIZE);
        }

        // Then
        Map<String, Read<Task>> tasks = stream.tasks().stream()
                .collect(Collectors.toMap(task -> task.value().getGroupId(), Function.identity()));
        List<Read<Rollout>> rollouts = stream.rollouts();
        assertThat(rollouts).hasSize(count * GROUP_SIZE);
        assertThat(rollouts.stream()
                        .map(read ->
                                read.value().getGroupId() + "#" + read.value().getIndex()))
                .doesNotHaveDuplicates();
        assertThat(rollouts).allSatisfy(read -> {
            Read<Task> task = Objects.requireNonNull(tasks.get(read.value().getGroupId()));
            assertThat(read.record().partition()).isEqualTo(task.record().partition());
            assertThat(read.value().getTask().getOffset())
                    .isEqualTo(task.record().offset());
            assertThat(read.value().getAttempt()).isZero();
        });
    }
}
