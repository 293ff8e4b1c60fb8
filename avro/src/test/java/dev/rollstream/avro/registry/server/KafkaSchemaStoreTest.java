package dev.rollstream.avro.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSchemaStoreTest {
    private static final Schema A =
            SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    private static final Schema B =
            SchemaBuilder.record("R").fields().requiredInt("a").optionalInt("b").endRecord();

    private final FakeTopic topic = new FakeTopic();

    @Test
    void aRestartedRegistryKnowsEverything() {
        // Given
        LocalRegistry before = registry();
        int a = before.register("s-value", A, false);
        int b = before.register("s-value", B, false);
        before.setGlobalLevel(CompatibilityLevel.FULL);
        before.setLevel("s-value", CompatibilityLevel.NONE);
        before.close();

        // When
        LocalRegistry after = registry();

        // Then
        assertThat(after.versions("s-value")).containsExactly(1, 2);
        assertThat(after.schemaById(a)).isEqualTo(A);
        assertThat(after.schemaById(b)).isEqualTo(B);
        assertThat(after.globalLevel()).isEqualTo(CompatibilityLevel.FULL);
        assertThat(after.level("s-value")).contains(CompatibilityLevel.NONE);
    }

    @Test
    void compactionLosesNothing() {
        // Given
        LocalRegistry before = registry();
        before.setLevel("s", CompatibilityLevel.FULL);
        before.register("s", A, false);
        before.register("t", A, false);
        before.setGlobalLevel(CompatibilityLevel.FORWARD);
        before.setLevel("s", CompatibilityLevel.NONE);
        before.setGlobalLevel(CompatibilityLevel.FULL);
        before.register("s", B, false);

        // When
        topic.compact();
        LocalRegistry after = registry();

        // Then
        assertThat(topic.log).hasSize(5);
        assertThat(after.versions("s")).containsExactly(1, 2);
        assertThat(after.versions("t")).containsExactly(1);
        assertThat(after.level("s")).contains(CompatibilityLevel.NONE);
        assertThat(after.globalLevel()).isEqualTo(CompatibilityLevel.FULL);
    }

    @Test
    void aFailedWriteIsAnOutageAndTheNextWriteReadsTheTopicAgain() {
        // Given
        LocalRegistry registry = registry();
        topic.lastProducer().commitTransactionException = new TimeoutException("no answer");

        // When
        var failed = assertThatThrownBy(() -> registry.register("s", A, false));
        int id = registry.register("s", A, false);

        // Then
        failed.isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("_schemas")
                .hasMessageContaining("no answer");
        assertThat(id).isEqualTo(1);
        assertThat(topic.producers).hasSize(2);
        assertThat(topic.producers.get(0).closed()).isTrue();
    }

    @Test
    void aRegistryThatWasReplacedLearnsWhatTheOtherWrote() {
        // Given
        LocalRegistry one = registry();
        MockProducer<byte[], byte[]> fenced = topic.lastProducer();
        LocalRegistry two = registry();
        fenced.fenceProducer();
        int id = two.register("s", A, false);

        // When
        var refused = assertThatThrownBy(() -> one.register("t", B, false));
        int known = one.register("s", A, false);

        // Then
        refused.isInstanceOf(RegistryUnavailableException.class);
        assertThat(known).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json|{}",
                "[]|{}",
                "{\"keytype\":\"SCHEMA\"}|{\"subject\":\"s\",\"version\":1,\"id\":1}",
                "{\"keytype\":\"SCHEMA\"}|{\"subject\":\"s\",\"version\":1,\"id\":0,\"schema\":\"\\\"int\\\"\"}",
                "{\"keytype\":\"SCHEMA\"}|{\"subject\":\"s\",\"version\":1,\"id\":1,\"schema\":\"nonsense\"}",
                "{\"keytype\":\"CONFIG\"}|{\"compatibilityLevel\":\"MAYBE\"}",
            })
    void aForeignTopicIsRefusedWithTheOffset(String key, String value) {
        // Given
        registry().register("s", A, false);
        topic.append(key, value);

        // When
        var refused = assertThatThrownBy(this::registry);

        // Then
        refused.isInstanceOf(IllegalStateException.class).hasMessageContaining("_schemas-0@1");
    }

    @Test
    void recordsOfOtherRegistriesThatMeanNothingHereArePassedOver() {
        // Given
        topic.append("{\"keytype\":\"NOOP\",\"magic\":0}", null);
        topic.append("{\"keytype\":\"MODE\",\"subject\":null,\"magic\":0}", "{\"mode\":\"READWRITE\"}");
        topic.append(
                "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1}",
                "{\"subject\":\"s\",\"version\":1,\"id\":3,\"schema\":\"\\\"int\\\"\",\"deleted\":true}");

        // When
        LocalRegistry registry = registry();

        // Then
        assertThat(registry.subjects()).isEmpty();
    }

    private LocalRegistry registry() {
        return new LocalRegistry(new KafkaSchemaStore(topic, "_schemas", System::nanoTime), "test");
    }

    /** A topic of one partition, by Kafka's own mocks: what a producer committed is what a consumer reads. */
    private static final class FakeTopic implements KafkaSchemaStore.Clients {
        private static final TopicPartition PARTITION = new TopicPartition("_schemas", 0);

        private final List<ProducerRecord<byte[], byte[]>> log = new ArrayList<>();
        private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();

        @Override
        public Producer<byte[], byte[]> producer() {
            collect();
            producers.add(newProducer());
            return lastProducer();
        }

        MockProducer<byte[], byte[]> lastProducer() {
            return producers.get(producers.size() - 1);
        }

        private static MockProducer<byte[], byte[]> newProducer() {
            return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        private void collect() {
            for (MockProducer<byte[], byte[]> each : producers) {
                log.addAll(each.history());
                each.clear();
            }
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            collect();
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.updateEndOffsets(Map.of(PARTITION, (long) log.size()));
            consumer.schedulePollTask(() -> {
                for (int offset = 0; offset < log.size(); offset++) {
                    ProducerRecord<byte[], byte[]> record = log.get(offset);
                    consumer.addRecord(new ConsumerRecord<>("_schemas", 0, offset, record.key(), record.value()));
                }
            });
            return consumer;
        }

        void append(String key, @Nullable String value) {
            collect();
            byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            log.add(new ProducerRecord<>("_schemas", 0, key.getBytes(StandardCharsets.UTF_8), bytes));
        }

        void compact() {
            collect();
            Map<String, ProducerRecord<byte[], byte[]>> last = new LinkedHashMap<>();
            for (ProducerRecord<byte[], byte[]> record : log) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                last.remove(key);
                last.put(key, record);
            }
            log.clear();
            log.addAll(last.values());
        }
    }
}
