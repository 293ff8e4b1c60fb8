package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class WorkerSlotTest {
    private final RegistryClient registry = new LocalRegistry(new MemoryStore(), "test registry");
    private final Health health = new Health("worker");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue queue = new Queue();

    /** Hands out what a test put in, and writes down what becomes of it. */
    private static final class Queue implements TaskQueue {
        private final Deque<TakenTask> tasks = new ArrayDeque<>();
        private final List<Settlement> settled = new ArrayList<>();
        private final CountDownLatch keptTwice = new CountDownLatch(2);
        private int idled;
        private final CountDownLatch working = new CountDownLatch(1);
        private boolean losesTasks;
        private boolean closed;

        @Override
        public Optional<TakenTask> take(Duration wait) {
            return Optional.ofNullable(tasks.poll());
        }

        @Override
        public void idle(Duration wait) {
            idled++;
        }

        @Override
        public Duration keepInterval() {
            return Duration.ofMillis(1);
        }

        @Override
        public boolean keep() {
            keptTwice.countDown();
            return !(losesTasks && working.getCount() == 0);
        }

        @Override
        public void settle(Settlement settlement) {
            settled.add(settlement);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private WorkerSlot slot(Engine engine) {
        WorkerMetrics metrics = new WorkerMetrics(meters, "w");
        Outbox outbox = new Outbox(
                new Topics("t."),
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                new Outbox.Codecs(new AvroDeserializer<>(Task.class, registry), new AvroSerializer<>(registry)),
                health,
                time -> {});
        PolicyWatch policies = new FixedPolicy();
        EngineGate gate = new EngineGate(engine, policies, health, () -> 0);
        TaskRunner runner = new TaskRunner(
                new TaskRunner.Settings(new RolloutFactory.Origin("w", "main"), Duration.ZERO, () -> 0),
                new TaskRunner.Parts(engine, outbox, policies, gate, health, metrics));
        queue.tasks.add(TestTasks.taken(registry, TestTasks.task("run/0", 1).build(), 0));
        return new WorkerSlot("slot", queue, new WorkerSlot.Tools(runner, gate, metrics, System::nanoTime), closing);
    }

    @Test
    void holdsOnToTheTaskWhileTheEngineWorks() throws Exception {
        // Given
        WorkerSlot slot = slot(new FakeEngine((request, done) -> {
            queue.keptTwice.await();
            done.accept(TestTasks.completed(0, "at last"));
        }));

        // When
        slot.turn();

        // Then
        assertThat(queue.settled).containsExactly(Settlement.ACCEPT);
        assertThat(meters.counter("rollstream_worker_locks_renewed_total").count())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void stopsWorkingOnATaskThatItHasLost() throws Exception {
        // Given
        queue.losesTasks = true;
        CountDownLatch interrupted = new CountDownLatch(1);
        WorkerSlot slot = slot(blocking(interrupted));

        // When
        slot.turn();

        // Then
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.settled).containsExactly(Settlement.RELEASE);
        assertThat(meters.counter("rollstream_worker_locks_lost_total").count()).isEqualTo(1);
    }

    @Test
    void closingReleasesWhatIsBeingWorkedOn() throws Exception {
        // Given
        CountDownLatch interrupted = new CountDownLatch(1);
        WorkerSlot slot = slot(blocking(interrupted));
        Thread thread = new Thread(slot, "slot-test");
        thread.start();
        assertThat(queue.working.await(10, TimeUnit.SECONDS)).isTrue();

        // When
        closing.countDown();

        // Then
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.settled).containsExactly(Settlement.RELEASE);
        assertThat(queue.closed).isTrue();
    }

    @Test
    void takesNothingWhileTheEngineIsOutOfOrder() throws Exception {
        // Given
        WorkerSlot slot = slot(new FakeEngine(() -> {
            throw new EngineUnavailableException("down", null);
        }));

        // When
        slot.turn();
        slot.turn();

        // Then
        assertThat(queue.tasks).hasSize(1);
        assertThat(queue.idled).isEqualTo(2);
    }

    @Test
    void aMistakeInTheEngineReleasesTheTask() throws Exception {
        // Given
        WorkerSlot slot = slot(new FakeEngine((request, done) -> {
            throw new IllegalStateException("a mistake");
        }));

        // When
        slot.turn();

        // Then
        assertThat(queue.settled).containsExactly(Settlement.RELEASE);
    }

    private FakeEngine blocking(CountDownLatch interrupted) {
        return new FakeEngine((request, done) -> {
            queue.working.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
    }
}
