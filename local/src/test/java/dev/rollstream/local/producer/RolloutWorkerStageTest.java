package dev.rollstream.local.producer;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.local.cluster.LocalKafka;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.producer.TestStream.Read;
import dev.rollstream.producer.worker.Engine;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.QueueKind;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.RolloutWorkerStage;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker against a real broker whose share groups lock a task for one second. */
class RolloutWorkerStageTest {
    private static final int LOCK_MS = 1_000;
    private static final int SESSION_MS = 10_000;

    private static LocalKafka kafka;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TestStream stream;

    @BeforeAll
    static void startBroker() {
        kafka = LocalKafka.start(LocalKafkaOptions.temporary()
                .with("group.share.min.record.lock.duration.ms", Integer.toString(LOCK_MS))
                .with("group.share.record.lock.duration.ms", Integer.toString(LOCK_MS))
                // A killed worker keeps its partitions until its session ends: 45 s by default.
                .with("group.share.min.session.timeout.ms", Integer.toString(SESSION_MS))
                .with("group.share.session.timeout.ms", Integer.toString(SESSION_MS)));
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

    private RolloutWorkerStage worker(String id, Engines.Generation generation) {
        return worker(RolloutWorkerOptions.of(id).withConcurrency(1), Engines.of(generation));
    }

    private RolloutWorkerStage worker(RolloutWorkerOptions options, Engine engine) {
        return new RolloutWorkerStage(options, engine, stream.config(), stream.registry(), meters);
    }

    private static Task.Builder task(int sequence) {
        return Task.newBuilder()
                .setGroupId("run/" + sequence)
                .setRunId("run")
                .setPrompt("Which one?")
                .setGroupSize(2)
                .setTtlMs(600_000L)
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(1.0)
                        .setTopP(1.0)
                        .setTopK(0)
                        .setMinP(0.0)
                        .setMaxTokens(10)
                        .build());
    }

    private void awaitRollouts(int count) {
        await().atMost(PATIENCE).until(() -> stream.rollouts().size() >= count);
    }

    private List<Rollout> rollouts() {
        return stream.rollouts().stream().map(Read::value).toList();
    }

    @ParameterizedTest
    @EnumSource(QueueKind.class)
    void closingHandsTheTaskToAnotherWorkerAtOnce(QueueKind queue) throws Exception {
        // Given
        stream.write(task(0).build());
        CountDownLatch working = new CountDownLatch(1);
        RolloutWorkerOptions options =
                RolloutWorkerOptions.of("first").withConcurrency(1).withQueue(queue);
        RolloutWorkerStage first = worker(options, Engines.of((request, done) -> {
            working.countDown();
            new CountDownLatch(1).await();
        }));
        first.start();
        assertThat(working.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // When
        long startedNs = System.nanoTime();
        first.close();
        Duration took = Duration.ofNanos(System.nanoTime() - startedNs);
        RolloutWorkerOptions other =
                RolloutWorkerOptions.of("second").withConcurrency(1).withQueue(queue);
        try (RolloutWorkerStage second =
                worker(other, Engines.of((request, done) -> Engines.complete(request, done, "done")))) {
            second.start();
            awaitRollouts(2);
        }

        // Then
        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(rollouts()).extracting(Rollout::getWorker).containsOnly("second");
        assertThat(rollouts())
                .extracting(Rollout::getAttempt)
                .allMatch(attempt -> queue == QueueKind.SHARE ? attempt > 0 : attempt == 0);
    }

    @Test
    void theTaskOfAKilledWorkerIsGeneratedElsewhere(@TempDir Path folder) throws Exception {
        // Given
        stream.write(task(0).build());
        Path generating = folder.resolve("generating");
        Process killed = StuckWorker.launch(stream, generating, folder.resolve("log"));
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(generating));
        } finally {
            killed.destroyForcibly().waitFor();
        }

        // When
        try (RolloutWorkerStage second = worker("second", (request, done) -> Engines.complete(request, done, "done"))) {
            second.start();
            awaitRollouts(2);
        }

        // Then
        assertThat(rollouts()).hasSize(2).extracting(Rollout::getWorker).containsOnly("second");
        assertThat(rollouts()).extracting(Rollout::getAttempt).allMatch(attempt -> attempt > 0);
    }

    @Test
    void aGenerationMayLastManyLocks() {
        // Given
        stream.write(task(0).build());
        AtomicInteger generations = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(1);
        Engines.Generation slow = (request, done) -> {
            generations.incrementAndGet();
            enough.await();
            Engines.complete(request, done, "at last");
        };

        // When
        try (RolloutWorkerStage one = worker("one", slow);
                RolloutWorkerStage two = worker("two", slow)) {
            one.start();
            two.start();
            await().atMost(PATIENCE)
                    .until(() -> meters.counter("rollstream_worker_locks_renewed_total")
                                    .count()
                            >= 7);
            enough.countDown();
            awaitRollouts(2);
        }

        // Then
        assertThat(generations).hasValue(1);
        assertThat(rollouts()).hasSize(2).extracting(Rollout::getAttempt).containsOnly(0);
        assertThat(meters.counter("rollstream_worker_locks_lost_total").count()).isZero();
    }

    @Test
    void aSlowGenerationHoldsUpNobody() throws Exception {
        // Given
        for (int i = 0; i < 20; i++) {
            stream.write(task(i).build());
        }
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        int moreThanPartitions = TestStream.PARTITIONS + 1;
        Engines.Generation firstIsSlow = (request, done) -> {
            if (first.getAndSet(false)) {
                release.await();
            }
            Engines.complete(request, done, "done");
        };

        // When
        try (RolloutWorkerStage worker =
                worker(RolloutWorkerOptions.of("w").withConcurrency(moreThanPartitions), Engines.of(firstIsSlow))) {
            worker.start();
            awaitRollouts(2 * 19);
            int before = rollouts().size();
            release.countDown();
            awaitRollouts(2 * 20);

            // Then
            assertThat(before).isEqualTo(2 * 19);
        }
    }

    @Test
    void whenTheEngineFailsItReleasesWaitsAndGoesOn() {
        // Given
        stream.write(task(0).build());
        stream.write(task(1).build());
        AtomicInteger failures = new AtomicInteger(2);
        Engines.Generation flaky = (request, done) -> {
            if (failures.getAndDecrement() > 0) {
                throw new EngineUnavailableException("no inference server at http://engine", null);
            }
            Engines.complete(request, done, "done");
        };

        // When
        try (RolloutWorkerStage worker = worker("w", flaky)) {
            worker.start();
            awaitRollouts(4);
            await().atMost(PATIENCE).until(() -> worker.health().ready());
        }

        // Then
        assertThat(rollouts()).noneMatch(rollout -> rollout.getFinishReason() == FinishReason.ERROR);
        assertThat(rollouts()).extracting(Rollout::getAttempt).anyMatch(attempt -> attempt > 0);
        assertThat(meters.counter("rollstream_worker_engine_failures_total").count())
                .isEqualTo(2);
    }

    @Test
    void undecodableTasksGoToTheDeadLettersAndHoldUpNobody() {
        // Given
        stream.writeBytes(stream.topics().tasks(), "run/9", new byte[] {1, 2, 3});
        stream.write(task(0).build());

        // When
        try (RolloutWorkerStage worker = worker("w", (request, done) -> Engines.complete(request, done, "done"))) {
            worker.start();
            awaitRollouts(2);
            await().atMost(PATIENCE)
                    .until(() -> !stream.raw(stream.topics().deadLetters()).isEmpty());
        }

        // Then
        List<ConsumerRecord<byte[], byte[]>> letters =
                stream.raw(stream.topics().deadLetters());
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).value()).containsExactly(1, 2, 3);
        assertThat(DeadLetter.of(letters.get(0).headers()).map(DeadLetter::reason))
                .contains(DeadLetterReason.UNDECODABLE);
    }

    @Test
    void expiredTasksAreAcceptedUnrun() {
        // Given
        RolloutWorkerOptions defaults = RolloutWorkerOptions.of("w");
        RolloutWorkerOptions strict =
                new RolloutWorkerOptions("w", defaults.policyId(), defaults.fleet(), QueueKind.SHARE, 1, Duration.ZERO);
        stream.write(task(0).setTtlMs(1L).build());
        stream.write(task(1).build());

        // When
        try (RolloutWorkerStage worker =
                worker(strict, Engines.of((request, done) -> Engines.complete(request, done, "done")))) {
            worker.start();
            awaitRollouts(2);
            await().atMost(PATIENCE)
                    .until(() -> meters.counter("rollstream_worker_unrun_total", "reason", "EXPIRED")
                                    .count()
                            == 1);
        }

        // Then
        assertThat(rollouts()).extracting(Rollout::getGroupId).containsOnly("run/1");
    }

    @Test
    void aTaskWaitsForItsPolicyVersionAndTheEngineHearsOfEach() throws Exception {
        // Given
        stream.write(task(0).setMinPolicyVersion(2L).build());
        stream.write(
                PolicyVersion.newBuilder().setPolicyId("default").setVersion(1).build());
        AtomicInteger generations = new AtomicInteger();
        List<Long> heard = new CopyOnWriteArrayList<>();
        Engine engine = Engines.of(
                (request, done) -> {
                    generations.incrementAndGet();
                    Engines.complete(request, done, "done");
                },
                version -> heard.add(version.getVersion()));

        // When
        try (RolloutWorkerStage worker = worker(RolloutWorkerOptions.of("w").withConcurrency(1), engine)) {
            worker.start();
            await().atMost(PATIENCE)
                    .until(() -> meters.counter("rollstream_worker_locks_renewed_total")
                                    .count()
                            >= 2);
            int before = generations.get();
            stream.write(PolicyVersion.newBuilder()
                    .setPolicyId("default")
                    .setVersion(2)
                    .build());
            awaitRollouts(2);

            // Then
            assertThat(before).isZero();
            assertThat(rollouts()).extracting(Rollout::getPolicyVersionMin).containsOnly(2L);
            assertThat(heard).containsExactly(1L, 2L);
        }
    }

    @Test
    void aCompletionThatNoTopicTakesBecomesAFailedRollout() {
        // Given
        stream.write(task(0).build());
        String incompressible = new java.util.Random(1)
                .ints(12_000_000, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        // When
        try (RolloutWorkerStage worker =
                worker("w", (request, done) -> Engines.complete(request, done, incompressible))) {
            worker.start();
            awaitRollouts(2);
        }

        // Then
        assertThat(rollouts())
                .hasSize(2)
                .allMatch(rollout -> rollout.getFinishReason() == FinishReason.ERROR)
                .allMatch(rollout -> rollout.getError().contains("larger than the topic takes"));
    }

    @Test
    void aFleetHasOneKindOfQueue() {
        // Given
        Engines.Generation any = (request, done) -> Engines.complete(request, done, "done");
        stream.write(task(0).build());
        RolloutWorkerOptions options = RolloutWorkerOptions.of("w").withConcurrency(1);

        // When / Then
        try (RolloutWorkerStage share = worker(options, Engines.of(any));
                RolloutWorkerStage consumer = worker(options.withQueue(QueueKind.CONSUMER), Engines.of(any))) {
            share.start();
            awaitRollouts(2);
            assertThatThrownBy(consumer::start)
                    .isInstanceOf(StageException.class)
                    .hasMessageContaining("--queue share");
        }
    }

    @Test
    void missingTopicsAreNamed() {
        // Given
        RolloutWorkerStage worker = new RolloutWorkerStage(
                RolloutWorkerOptions.of("w"),
                Engines.of((request, done) -> {}),
                new dev.rollstream.runtime.StageConfig(
                        kafka.bootstrapServers(), "http://unused", "nowhere.", java.util.Map.of()),
                stream.registry(),
                meters);

        // When / Then
        assertThatThrownBy(worker::start).isInstanceOf(StageException.class).hasMessageContaining("nowhere.");
        worker.close();
    }
}
