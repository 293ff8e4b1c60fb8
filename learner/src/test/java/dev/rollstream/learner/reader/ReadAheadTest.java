package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole reader but for the network: two consumers over logs in memory, real threads, the real contract. */
@Timeout(60)
class ReadAheadTest {
    private static final Topics TOPICS = new Topics("p.");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LogConsumer index = new LogConsumer(1);
    private final LogConsumer heap = new LogConsumer(2);
    private final ReaderState state = new ReaderState();
    private final AtomicBoolean registryDown = new AtomicBoolean();
    private final ExecutorService decoding = Executors.newSingleThreadExecutor();
    private RegistryClient registry = MockRegistry.scope("unused");
    private String scope = "unused";
    private @Nullable Thread thread;

    @BeforeEach
    void ownRegistry(TestInfo test) {
        scope = "read-ahead-" + test.getTestMethod().orElseThrow().getName();
        registry = MockRegistry.scope(scope);
    }

    @AfterEach
    void stop() throws InterruptedException {
        state.stop();
        if (thread != null) {
            thread.join(5_000);
        }
        decoding.shutdownNow();
        MockRegistry.drop(scope);
    }

    private ReadAhead start(long maxBytes) {
        GroupReferences.Heap references = new GroupReferences.Heap(TOPICS, 1);
        PayloadFetcher fetcher = new PayloadFetcher(
                heap,
                references.all(),
                PayloadFetcher.Limits.ofWhole(1_000_000),
                new ReaderMetrics(new SimpleMeterRegistry(), "test"),
                state::stopped);
        ReadAhead ahead = new ReadAhead(
                new Sources(
                        new IndexReader(
                                index,
                                Position.of(TOPICS.advantages().name(), Map.of(0, 0L)),
                                state::stopped,
                                System::nanoTime),
                        decoder(AdvantageGroup.class),
                        references,
                        fetcher,
                        new GroupAssembler(decoder(Task.class), decoder(Rollout.class))),
                decoding,
                state,
                maxBytes);
        Thread reading = new Thread(ahead);
        thread = reading;
        reading.start();
        return ahead;
    }

    private <V extends SpecificRecord> PatientDecoder<V> decoder(Class<V> type) {
        AvroDeserializer<V> real = new AvroDeserializer<>(type, registry);
        return new PatientDecoder<>(
                new Deserializer<V>() {
                    @Override
                    public @Nullable V deserialize(String topic, byte[] data) {
                        throw new UnsupportedOperationException("records have headers");
                    }

                    @Override
                    public @Nullable V deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
                        if (registryDown.get()) {
                            throw new RegistryUnavailableException(List.of("http://registry"), "refused", null);
                        }
                        return real.deserialize(topic, headers, data);
                    }
                },
                state);
    }

    private void append(LogConsumer consumer, Topic<?> topic, long offset, String key, SpecificRecord value) {
        byte[] bytes = new AvroSerializer<>(registry).serialize(topic.name(), value);
        consumer.append(record(topic, offset, key, bytes));
    }

    private static ConsumerRecord<byte[], ByteBuffer> record(
            Topic<?> topic, long offset, String key, byte @Nullable [] bytes) {
        return LogConsumer.record(
                new TopicPartition(topic.name(), 0), offset, offset, key.getBytes(StandardCharsets.UTF_8), bytes);
    }

    /** Writes one group of two members at the next offsets. */
    private void writeGroup(long number) {
        String id = "run/" + number;
        RecordRef task = Groups.ref(0, number);
        append(heap, TOPICS.tasks(), number, id, Groups.task().setGroupId(id).build());
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            long at = number * 2 + i;
            append(
                    heap,
                    TOPICS.rollouts(),
                    at,
                    id,
                    Groups.rollout(i).setGroupId(id).setTask(task).build());
            members.add(Groups.member(i).setRollout(Groups.ref(0, at)).build());
        }
        append(
                index,
                TOPICS.advantages(),
                number,
                id,
                AdvantageGroup.newBuilder(Groups.terminal(members))
                        .setGroupId(id)
                        .setTask(task)
                        .build());
    }

    private static ReadAhead.Judged next(ReadAhead ahead) throws InterruptedException {
        return ahead.next(PATIENCE).orElseThrow();
    }

    /** So little may be read ahead that one group waits for the other; or several travel together. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000})
    void deliversGroupsInOrderWithThePlaceAfterEach(long maxBytes) throws InterruptedException {
        // Given
        for (int i = 0; i < 100; i++) {
            writeGroup(i);
        }

        // When
        ReadAhead ahead = start(maxBytes);

        // Then
        for (int i = 0; i < 100; i++) {
            ReadAhead.Judged judged = next(ahead);
            assertThat(judged.next()).isEqualTo(i + 1);
            assertThat(judged.verdict()).isInstanceOfSatisfying(Verdict.Train.class, train -> {
                assertThat(train.group().members()).hasSize(2);
                assertThat(train.group().payloadBytes()).isPositive();
            });
        }
        assertThat(ahead.next(Duration.ZERO)).isEmpty();
    }

    @Test
    void waitsForTheRegistryAndBlamesNoRecord() throws InterruptedException {
        // Given
        writeGroup(0);
        registryDown.set(true);
        ReadAhead ahead = start(1_000_000);

        // When
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state.obstacle()).isPresent());
        boolean emptyMeanwhile = ahead.next(Duration.ofMillis(50)).isEmpty();
        registryDown.set(false);
        Verdict verdict = next(ahead).verdict();

        // Then
        assertThat(emptyMeanwhile).isTrue();
        assertThat(verdict).isInstanceOf(Verdict.Train.class);
        assertThat(state.obstacle()).isEmpty();
    }

    @Test
    void refusesRecordsThatAreNoGroups() throws InterruptedException {
        // Given
        index.append(record(TOPICS.advantages(), 0, "run/5", new byte[] {0, 0, 0, 0, 9}));
        index.append(record(TOPICS.advantages(), 1, "?", new byte[0]));
        index.append(record(TOPICS.advantages(), 2, "run/6", null));
        writeGroup(3);
        ReadAhead ahead = start(1_000_000);

        // When
        List<Verdict> verdicts = List.of(
                next(ahead).verdict(),
                next(ahead).verdict(),
                next(ahead).verdict(),
                next(ahead).verdict());

        // Then
        assertThat(verdicts.get(0)).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> {
            assertThat(refuse.refused().group()).isEqualTo(new GroupRef("run/5", "run", 0, 0));
            assertThat(refuse.refused().detail()).contains("p.advantages-0@0 is undecodable");
        });
        assertThat(verdicts.get(1)).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(
                        refuse.refused().group())
                .isEqualTo(new GroupRef("?", "", 0, 1)));
        assertThat(verdicts.get(2)).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(
                        refuse.refused().detail())
                .isEqualTo("p.advantages-0@2 has no value"));
        assertThat(verdicts.get(3)).isInstanceOf(Verdict.Train.class);
    }

    @Test
    void handsOutWhatWasReadBeforeItFails() throws InterruptedException {
        // Given
        writeGroup(0);
        ReadAhead ahead = start(1_000_000);
        await().atMost(PATIENCE)
                .until(() ->
                        index.currentLag(new TopicPartition(TOPICS.advantages().name(), 0))
                                        .getAsLong()
                                == 0);

        // When: the position falls out of range; what comes after it must not be read as if nothing were missing
        index.deleteBefore(new TopicPartition(TOPICS.advantages().name(), 0), 5);
        writeGroup(9);

        // Then
        assertThat(next(ahead).next()).isEqualTo(1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> next(ahead)).isInstanceOf(PositionException.class);
        }
    }

    @Test
    void endsAWaitWhenItIsAbandoned() {
        // Given
        ReadAhead ahead = start(1_000_000);

        // When
        state.stop();
        ahead.abandon();

        // Then
        assertThatThrownBy(() -> next(ahead)).isInstanceOf(Stopped.class);
    }
}
