package dev.rollstream.local.python;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other projects' serializers read what this one writes and write what this one reads, every kind of record, byte for byte. */
@Timeout(300)
class InteroperabilityTest {
    private static final int EACH = 20;
    private static final long SEED = 5;
    private static final String GUID_HEADER = "__value_schema_id";

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static RegistryClient registry;

    private static final List<Written> WRITTEN = new ArrayList<>();

    /** A record, and its bytes as they were written to a topic under a key. */
    private record Written(Topic<?> topic, String key, SpecificRecord record, byte[] value) {
        String base64() {
            return Base64.getEncoder().encodeToString(value);
        }
    }

    @BeforeAll
    static void writeRecordsOfEveryKind() throws Exception {
        stack = LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "interop.", 1));
        registry = RegistryClients.create(stack.config().registry());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                stack.config().producer("interop"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Topic<?> topic : recordTopics()) {
                writeTo(topic);
            }
            for (Written written : WRITTEN) {
                byte[] key = written.key.getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(written.topic.name(), key, written.value))
                        .get();
            }
        }
    }

    private static void writeTo(Topic<?> topic) {
        AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry);
        Schema schema = SpecificData.getForClass(topic.valueType()).getSchema(topic.valueType());
        int number = 0;
        for (Object datum : new RandomData(schema, EACH, SEED)) {
            Object plain = readableByJavaScript(schema, datum);
            SpecificRecord record = (SpecificRecord) SpecificData.get().deepCopy(schema, plain);
            WRITTEN.add(new Written(topic, "key-" + number++, record, serializer.encode(topic.name(), record)));
        }
    }

    /** JavaScript has integers of 53 bits: nothing that the stream counts comes near. */
    private static Object readableByJavaScript(Schema schema, Object datum) {
        if (datum instanceof Long number) {
            return number >> 11;
        }
        if (datum instanceof GenericRecord record) {
            for (Schema.Field field : record.getSchema().getFields()) {
                Object value = record.get(field.pos());
                if (value != null) {
                    ((IndexedRecord) record).put(field.pos(), readableByJavaScript(field.schema(), value));
                }
            }
        } else if (datum instanceof GenericData.Array<?> array) {
            List<Object> items = new ArrayList<>();
            array.forEach(item -> items.add(readableByJavaScript(schema, item)));
            return items;
        } else if (datum instanceof Map<?, ?> map) {
            Map<Object, Object> items = new java.util.HashMap<>();
            map.forEach((key, value) -> items.put(key, readableByJavaScript(schema, value)));
            return items;
        }
        return datum;
    }

    @AfterAll
    static void stop() {
        registry.close();
        stack.close();
    }

    @Test
    void confluentsPythonSerdesReadOursAndWeReadTheirs() throws Exception {
        // Given
        PythonEnvironment python = PythonEnvironment.require();
        String[] arguments = Stream.concat(
                        Stream.of("tests.reencode"), recordTopics().stream().map(Topic::name))
                .toArray(String[]::new);

        // When
        PythonEnvironment.Ended ended = python.module(
                Map.of(
                        "ROLLSTREAM_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers(),
                        "ROLLSTREAM_SCHEMA_REGISTRY", stack.registryUrl()),
                arguments);

        // Then
        assertThat(ended.code()).as(ended.output()).isZero();
        for (Topic<?> topic : recordTopics()) {
            assertReadBack(topic, recordsOf(topic));
        }
    }

    private static void assertReadBack(Topic<?> topic, List<ConsumerRecord<byte[], byte[]>> found) {
        List<Written> ours =
                WRITTEN.stream().filter(written -> written.topic.equals(topic)).toList();
        assertThat(found).hasSize(3 * EACH);
        for (int i = 0; i < found.size(); i++) {
            Written written = ours.get(i % EACH);
            ConsumerRecord<byte[], byte[]> record = found.get(i);
            boolean byGuid = i >= 2 * EACH;
            assertThat(record.headers().lastHeader(GUID_HEADER) != null).isEqualTo(byGuid);
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(written.key);
            assertThat(decoded(topic, record)).isEqualTo(written.record);
            if (!byGuid) {
                assertThat(record.value())
                        .as("%s %s", topic.name(), written.key)
                        .isEqualTo(written.value);
            }
        }
    }

    @SuppressWarnings("unchecked") // all topics but the dead letters have generated records
    private static SpecificRecord decoded(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
        Class<SpecificRecord> type = (Class<SpecificRecord>) topic.valueType();
        SpecificRecord decoded =
                new AvroDeserializer<>(type, registry).deserialize(topic.name(), record.headers(), record.value());
        assertThat(decoded).isNotNull();
        return decoded;
    }

    @Test
    void theRegistryClientOfKafkaJsReadsOursAndWritesTheSame() throws Exception {
        // Given
        NodeEnvironment node = NodeEnvironment.require();
        List<String> lines = WRITTEN.stream().map(Written::base64).toList();

        // When
        NodeEnvironment.Ended ended = node.reencode(stack.registryUrl(), lines);

        // Then
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out().lines()).containsExactlyElementsOf(lines);
    }

    private static List<Topic<?>> recordTopics() {
        List<Topic<?>> topics = new ArrayList<>();
        for (Topic<?> topic : stack.config().topics().all()) {
            if (SpecificRecord.class.isAssignableFrom(topic.valueType())) {
                topics.add(topic);
            }
        }
        return topics;
    }

    private static List<ConsumerRecord<byte[], byte[]>> recordsOf(Topic<?> topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                stack.config().consumer("interop"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(PATIENCE).forEach(found::add);
            }
        }
        return found;
    }
}
