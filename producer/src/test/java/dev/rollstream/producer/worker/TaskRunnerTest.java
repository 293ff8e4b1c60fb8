package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.Prompt;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // generated setters take null where the schema does
class TaskRunnerTest {
    private static final long APPENDED_MS = 1_000_000;
    private static final Topics TOPICS = new Topics("t.");

    private final RegistryClient registry = new LocalRegistry(new MemoryStore(), "test registry");
    private final AtomicLong nowMs = new AtomicLong(APPENDED_MS);
    private final Health health = new Health("worker");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger registryAway = new AtomicInteger();
    private final List<Duration> pauses = new ArrayList<>();
    private final FailingProducer producer = new FailingProducer();
    private final FixedPolicy policies = new FixedPolicy(4);

    /** Acknowledges everything but what a test wants to fail. */
    private static final class FailingProducer extends MockProducer<byte[], byte[]> {
        private final List<KafkaException> failures = new ArrayList<>();

        FailingProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (!failures.isEmpty()) {
                return java.util.concurrent.CompletableFuture.failedFuture(failures.remove(0));
            }
            return super.send(record, callback);
        }
    }

    private TaskRunner runner(Engine engine) {
        WorkerMetrics metrics = new WorkerMetrics(meters, "w1");
        AvroDeserializer<Task> tasks = new AvroDeserializer<>(Task.class, registry);
        Deserializer<Task> flaky = (topic, bytes) -> {
            if (registryAway.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new RegistryUnavailableException(List.of("http://registry"), "refused", null);
            }
            return tasks.deserialize(topic, bytes);
        };
        Outbox outbox = new Outbox(
                TOPICS, producer, new Outbox.Codecs(flaky, new AvroSerializer<>(registry)), health, pauses::add);
        return new TaskRunner(
                new TaskRunner.Settings(new RolloutFactory.Origin("w1", "main"), Duration.ofSeconds(5), nowMs::get),
                new TaskRunner.Parts(
                        engine,
                        outbox,
                        policies,
                        new EngineGate(engine, policies, health, nowMs::get),
                        health,
                        metrics));
    }

    private static FakeEngine completing() {
        return new FakeEngine((request, done) -> {
            for (int i = 0; i < request.groupSize(); i++) {
                done.accept(TestTasks.completed(i, "text " + i + " by version " + request.policyVersion()));
            }
        });
    }

    private List<Rollout> rollouts() {
        AvroDeserializer<Rollout> rollouts = new AvroDeserializer<>(Rollout.class, registry);
        return producer.history().stream()
                .filter(record -> record.topic().equals("t.rollouts"))
                .map(record -> rollouts.deserialize(record.topic(), record.value()))
                .toList();
    }

    private double failures(Fault fault) {
        return meters.counter("rollstream_worker_failures_total", "reason", fault.name())
                .count();
    }

    private double unrun(String reason) {
        return meters.counter("rollstream_worker_unrun_total", "reason", reason).count();
    }

    @Test
    void writesEveryMemberIntoTheTasksPartitionAndAccepts() throws Exception {
        // Given
        TakenTask taken = TestTasks.taken(registry, TestTasks.task("run/1", 3).build(), APPENDED_MS);

        // When
        Settlement settlement = runner(completing()).run(taken);

        // Then
        assertThat(settlement).isEqualTo(Settlement.ACCEPT);
        assertThat(producer.history()).allSatisfy(record -> {
            assertThat(record.partition()).isEqualTo(2);
            assertThat(record.key()).isEqualTo(taken.record().key());
        });
        assertThat(rollouts()).extracting(Rollout::getIndex).containsExactly(0, 1, 2);
        Rollout rollout = rollouts().get(1);
        assertThat(rollout.getText()).isEqualTo("text 1 by version 4");
        assertThat(rollout.getTask().getOffset()).isEqualTo(7);
        assertThat(rollout.getAttempt()).isZero();
        assertThat(rollout.getPolicyVersionMin()).isEqualTo(3);
        assertThat(rollout.getPolicyVersionMax()).isEqualTo(4);
        assertThat(rollout.getWorker()).isEqualTo("w1");
        assertThat(rollout.getEngine()).isEqualTo("fake/1");
        assertThat(rollout.getLogprobKind()).isEqualTo(LogprobKind.RAW);
        assertThat(rollout.getTokenCount()).isEqualTo(2);
        assertThat(TestTasks.ids(rollout.getSequences().get(0).getTokenIds(), 2))
                .containsExactly(5, 6);
        assertThat(rollout.getSampling().getMaxTokens()).isEqualTo(100);
    }

    @Test
    void whatTheEngineSaysOfThePromptIsRecorded() throws Exception {
        // Given
        FakeEngine engine = new FakeEngine((request, done) -> {
            done.accept(TestTasks.completed(0, TestTasks.sequence(Prompt.ofIds(new int[] {1, 2, 3}))));
            done.accept(TestTasks.completed(1, TestTasks.sequence(Prompt.ofLength(4))));
            done.accept(TestTasks.completed(2, Sampled.counted(7)));
            done.accept(TestTasks.completed(3, Sampled.textOnly()));
        });

        // When
        runner(engine).run(TestTasks.taken(registry, TestTasks.task("run/1", 4).build(), APPENDED_MS));

        // Then
        assertThat(rollouts()).extracting(Rollout::getTokenCount).containsExactly(2, 2, 7, null);
        Sequence whole = rollouts().get(0).getSequences().get(0);
        assertThat(whole.getPromptLength()).isEqualTo(3);
        assertThat(TestTasks.ids(whole.getPromptTokenIds(), 3)).containsExactly(1, 2, 3);
        Sequence counted = rollouts().get(1).getSequences().get(0);
        assertThat(counted.getPromptLength()).isEqualTo(4);
        assertThat(counted.getPromptTokenIds()).isNull();
        assertThat(rollouts().get(2).getSequences()).isEmpty();
    }

    @Test
    void undecodableBytesGoToTheDeadLettersAndAreRejected() throws Exception {
        // Given
        TakenTask taken =
                new TakenTask(TestTasks.record("run/1", new byte[] {7, 7}, 9, APPENDED_MS), 1, false, APPENDED_MS);

        // When
        Settlement settlement = runner(completing()).run(taken);

        // Then
        assertThat(settlement).isEqualTo(Settlement.REJECT);
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.topic()).isEqualTo("t.dead-letters");
        assertThat(letter.value()).containsExactly(7, 7);
        assertThat(DeadLetter.of(letter.headers())).hasValueSatisfying(facts -> {
            assertThat(facts.reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
            assertThat(facts.coordinates()).isEqualTo("t.tasks-2@9");
        });
    }

    @Test
    void aTaskThatBreaksTheContractIsRejectedToo() throws Exception {
        // Given
        TakenTask taken = TestTasks.taken(
                registry, TestTasks.task("run/1", 3).setSampling(null).build(), APPENDED_MS);

        // When
        Settlement settlement = runner(completing()).run(taken);

        // Then
        assertThat(settlement).isEqualTo(Settlement.REJECT);
        assertThat(DeadLetter.of(producer.history().get(0).headers()).map(DeadLetter::reason))
                .contains(DeadLetterReason.INVALID);
    }

    @Test
    void anExpiredTaskIsAcceptedUnrunOnlyBeyondTheAllowedSkew() throws Exception {
        // Given
        TakenTask taken = TestTasks.taken(registry, TestTasks.task("run/1", 2).build(), APPENDED_MS);
        nowMs.set(APPENDED_MS + 60_000 + 5_000);

        // When
        Settlement within = runner(completing()).run(taken);
        int written = rollouts().size();
        nowMs.incrementAndGet();
        Settlement beyond = runner(completing()).run(taken);

        // Then
        assertThat(within).isEqualTo(Settlement.ACCEPT);
        assertThat(beyond).isEqualTo(Settlement.ACCEPT);
        assertThat(rollouts()).hasSize(written).hasSize(2);
        assertThat(unrun("EXPIRED")).isEqualTo(1);
    }

    @Test
    void aTaskForAnotherPolicyIsLeftToItsWorkers() throws Exception {
        // Given
        Task task = TestTasks.task("run/1", 2).setPolicyId("shadow").build();

        // When
        Settlement settlement = runner(completing()).run(TestTasks.taken(registry, task, APPENDED_MS));

        // Then
        assertThat(settlement).isEqualTo(Settlement.ACCEPT);
        assertThat(rollouts()).isEmpty();
        assertThat(unrun("OTHER_POLICY")).isEqualTo(1);
    }

    @Test
    void aVersionThatDoesNotComeBeforeTheDeadlineLeavesTheTaskUnrun() throws Exception {
        // Given
        Task task = TestTasks.task("run/1", 2).setMinPolicyVersion(5L).build();

        // When
        Settlement tooOld = runner(completing()).run(TestTasks.taken(registry, task, APPENDED_MS));
        policies.publish(5);
        Settlement there = runner(completing()).run(TestTasks.taken(registry, task, APPENDED_MS));

        // Then
        assertThat(tooOld).isEqualTo(Settlement.ACCEPT);
        assertThat(there).isEqualTo(Settlement.ACCEPT);
        assertThat(unrun("VERSION_NEVER_CAME")).isEqualTo(1);
        assertThat(rollouts()).hasSize(2);
    }

    @Test
    void anEngineThatFailsReleasesTheTaskAndClosesTheGate() throws Exception {
        // Given
        FakeEngine engine = new FakeEngine((request, done) -> {
            done.accept(TestTasks.completed(0, "done before it broke"));
            throw new EngineUnavailableException("connection reset by http://engine", null);
        });

        // When
        Settlement settlement = runner(engine)
                .run(TestTasks.taken(registry, TestTasks.task("run/1", 2).build(), APPENDED_MS));

        // Then
        assertThat(settlement).isEqualTo(Settlement.RELEASE);
        assertThat(health.obstacles()).containsEntry("engine", "connection reset by http://engine");
        assertThat(rollouts()).noneMatch(rollout -> rollout.getFinishReason() == FinishReason.ERROR);
    }

    @Test
    void aTaskThatFailsInTheEngineGivesErrorRollouts() throws Exception {
        // Given
        FakeEngine engine = new FakeEngine((request, done) -> {
            done.accept(new Failed(0, Fault.REFUSED, "the picture cannot be decoded"));
            done.accept(TestTasks.completed(1, "fine"));
        });

        // When
        Settlement settlement = runner(engine)
                .run(TestTasks.taken(registry, TestTasks.task("run/1", 3).build(), APPENDED_MS));

        // Then
        assertThat(settlement).isEqualTo(Settlement.ACCEPT);
        assertThat(rollouts())
                .extracting(Rollout::getFinishReason)
                .containsExactly(FinishReason.ERROR, FinishReason.STOP, FinishReason.ERROR);
        assertThat(rollouts())
                .extracting(Rollout::getError)
                .containsExactly(
                        "refused: the picture cannot be decoded", null, "missing: the engine gave no completion");
        assertThat(failures(Fault.REFUSED)).isEqualTo(1);
        assertThat(failures(Fault.MISSING)).isEqualTo(1);
        assertThat(health.obstacles()).doesNotContainKey("engine");
    }

    @Test
    void aMemberThatTheEngineGivesTwiceIsWrittenOnce() throws Exception {
        // Given
        FakeEngine engine = new FakeEngine((request, done) -> {
            done.accept(TestTasks.completed(0, "first"));
            done.accept(TestTasks.completed(0, "second"));
        });

        // When
        runner(engine).run(TestTasks.taken(registry, TestTasks.task("run/1", 1).build(), APPENDED_MS));

        // Then
        assertThat(rollouts()).extracting(Rollout::getText).containsExactly("first");
    }

    @Test
    void aRolloutTooLargeForTheTopicBecomesAFailedOne() throws Exception {
        // Given
        producer.failures.add(new RecordTooLargeException("9 MB"));

        // When
        Settlement settlement = runner(completing())
                .run(TestTasks.taken(registry, TestTasks.task("run/1", 2).build(), APPENDED_MS));

        // Then
        assertThat(settlement).isEqualTo(Settlement.ACCEPT);
        assertThat(rollouts()).extracting(Rollout::getIndex).containsExactlyInAnyOrder(0, 1);
        assertThat(rollouts())
                .filteredOn(rollout -> rollout.getIndex() == 0)
                .singleElement()
                .satisfies(rollout -> {
                    assertThat(rollout.getFinishReason()).isEqualTo(FinishReason.ERROR);
                    assertThat(rollout.getText()).isNull();
                });
        assertThat(meters.counter("rollstream_worker_oversize_total").count()).isEqualTo(1);
    }

    @Test
    void rolloutsThatCannotBeWrittenReleaseTheTask() throws Exception {
        // Given
        producer.failures.add(new TimeoutException("no broker"));
        TakenTask taken = TestTasks.taken(registry, TestTasks.task("run/1", 2).build(), APPENDED_MS);

        // When
        Settlement broken = runner(completing()).run(taken);
        boolean blocked = health.obstacles().containsKey("kafka");
        Settlement mended = runner(completing()).run(taken);

        // Then
        assertThat(broken).isEqualTo(Settlement.RELEASE);
        assertThat(blocked).isTrue();
        assertThat(mended).isEqualTo(Settlement.ACCEPT);
        assertThat(health.obstacles()).doesNotContainKey("kafka");
    }

    @Test
    void withoutTheRightToWriteItFails() throws Exception {
        // Given
        producer.failures.add(new TopicAuthorizationException("t.rollouts"));

        // When
        runner(completing())
                .run(TestTasks.taken(registry, TestTasks.task("run/1", 2).build(), APPENDED_MS));

        // Then
        assertThat(health.failure()).hasValueSatisfying(why -> assertThat(why).contains("t.rollouts"));
    }

    @Test
    void whileTheRegistryIsAwayItHoldsTheTaskAndWaits() throws Exception {
        // Given
        registryAway.set(3);

        // When
        Settlement settlement = runner(completing())
                .run(TestTasks.taken(registry, TestTasks.task("run/1", 2).build(), APPENDED_MS));

        // Then
        assertThat(settlement).isEqualTo(Settlement.ACCEPT);
        assertThat(pauses).hasSize(3);
        assertThat(health.obstacles()).doesNotContainKey("registry");
        assertThat(rollouts()).hasSize(2);
    }
}
