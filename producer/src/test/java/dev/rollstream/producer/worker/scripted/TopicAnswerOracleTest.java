package dev.rollstream.producer.worker.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MemoryStore;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a record is not null bytes
class TopicAnswerOracleTest {
    private static final String TOPIC = "t.answer-keys";

    private final RegistryClient registry = new LocalRegistry(new MemoryStore(), "test registry");
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

    private TopicAnswerOracle oracle(Duration wait) {
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(new TopicPartition(TOPIC, 0), 0L));
        return new TopicAnswerOracle(
                TOPIC, () -> consumer, new AvroDeserializer<>(AnswerKeyEvent.class, registry), wait);
    }

    private void add(long offset, AnswerKeyEvent event) {
        add(offset, event.getGroupId(), new AvroSerializer<AnswerKeyEvent>(registry).serialize(TOPIC, event));
    }

    private void add(long offset, String key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static AnswerKeyEvent.Builder event(String group, AnswerKeyEventType type) {
        return AnswerKeyEvent.newBuilder().setGroupId(group).setRunId("run").setType(type);
    }

    @Test
    void waitsForAnAnswerThatIsStillToCome() throws Exception {
        // Given
        consumer.schedulePollTask(() -> {
            add(0, "run/0", new byte[] {3});
            add(
                    1,
                    event("run/1", AnswerKeyEventType.CANCEL)
                            .setCancel(new Cancel("no"))
                            .build());
            add(
                    2,
                    event("run/1", AnswerKeyEventType.KEY)
                            .setAnswerKey(
                                    AnswerKey.newBuilder().setAnswer("2-1").build())
                            .build());
        });

        // When
        try (TopicAnswerOracle oracle = oracle(Duration.ofSeconds(20))) {
            // Then
            assertThat(oracle.answer("run/1")).contains("2-1");
        }
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void givesUpAfterItsWait() throws Exception {
        try (TopicAnswerOracle oracle = oracle(Duration.ofMillis(1))) {
            assertThat(oracle.answer("run/1")).isEmpty();
        }
    }
}
