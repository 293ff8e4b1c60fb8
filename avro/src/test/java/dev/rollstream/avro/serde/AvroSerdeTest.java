package dev.rollstream.avro.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.registry.SchemaText;
import dev.rollstream.avro.registry.server.RegistryServer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
    private static final String TOPIC = "rollouts";
    private static final String SCOPE = "avro-serde-test";
    private static final SerdeOptions LOOKUP = new SerdeOptions(false, false, true, false, true);
    private static final SerdeOptions LATEST = new SerdeOptions(false, true, true, false, true);
    private static final SerdeOptions LATEST_LENIENT = new SerdeOptions(false, true, false, false, true);

    private final LocalRegistry registry = LocalRegistry.inMemory();

    @AfterEach
    void dropScope() {
        MockRegistry.drop(SCOPE);
    }

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    <T extends SpecificRecord> void everyRecordSurvivesTheRoundTrip(Class<T> type) {
        // Given
        int id = registry.register("random-value", Records.schema(type), false);
        AvroSerde<T> serde = AvroSerde.of(type, registry);

        for (byte[] payload : Records.randomPayloads(type, 200, 42)) {
            T record = serde.deserializer().deserialize("t", Records.framed(id, payload));

            // When
            T again = serde.deserializer().deserialize("t", serde.serializer().serialize("t", record));

            // Then
            assertThat(again).isEqualTo(record);
        }
    }

    @Test
    void writesMagicByteBigEndianIdAndAvroBinary() {
        // Given
        registry.register("unrelated-value", Task.getClassSchema(), false);
        Rollout rollout = rollout().build();

        // When
        byte[] bytes = new AvroSerializer<Rollout>(registry).serialize(TOPIC, rollout);

        // Then
        int id = registry.latest(TOPIC + "-value").id();
        assertThat(bytes).isEqualTo(Records.framed(id, Records.encode(Rollout.getClassSchema(), rollout)));
    }

    @Test
    void nullIsNull() {
        // Given
        AvroSerde<Rollout> serde = AvroSerde.of(Rollout.class, registry);

        // When / Then
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, (byte[]) null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, new RecordHeaders(), (ByteBuffer) null))
                .isNull();
    }

    @Test
    void readsEveryFormOfSchemaReference() {
        // Given
        Rollout rollout = rollout().build();
        byte[] prefixed = new AvroSerializer<Rollout>(registry).encode(TOPIC, rollout);
        byte[] bare = Arrays.copyOfRange(prefixed, 5, prefixed.length);
        byte[] id = Arrays.copyOf(prefixed, 5);
        UUID guid = SchemaText.guid(registry.latest(TOPIC + "-value").schema());
        byte[] guidBytes = ByteBuffer.allocate(17)
                .put((byte) 1)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
        AvroDeserializer<Rollout> values = new AvroDeserializer<>(Rollout.class, registry);
        AvroDeserializer<Rollout> keys = new AvroDeserializer<>(Rollout.class, registry);
        keys.configure(Map.of(), true);

        // When
        List<Rollout> read = List.of(
                values.deserialize(TOPIC, prefixed),
                values.deserialize(TOPIC, joined(guidBytes, bare)),
                values.deserialize(TOPIC, header("__value_schema_id", id), bare),
                values.deserialize(TOPIC, header("__value_schema_id", guidBytes), bare),
                values.deserialize(TOPIC, header("__key_schema_id", guidBytes), prefixed),
                keys.deserialize(TOPIC, header("__key_schema_id", guidBytes), bare),
                values.deserialize(
                        TOPIC, new RecordHeaders(), ByteBuffer.wrap(joined(new byte[3], prefixed), 3, prefixed.length)),
                values.deserialize(TOPIC, new RecordHeaders(), direct(prefixed)));

        // Then
        assertThat(read).hasSize(8).containsOnly(rollout);
    }

    @Test
    void registersSchemasWithoutJavasOwnProperties() {
        // When
        new AvroSerializer<Rollout>(registry).serialize(TOPIC, rollout().build());

        // Then
        assertThat(Rollout.getClassSchema().toString()).contains("avro.java.string");
        assertThat(registry.latest(TOPIC + "-value").schema().toString())
                .doesNotContain("avro.java")
                .contains("dtype");
    }

    @Test
    void keysHaveASubjectOfTheirOwn() {
        // Given
        AvroSerde<Rollout> serde = AvroSerde.of(Rollout.class, registry);
        serde.configure(Map.of(), true);

        // When
        serde.serializer().serialize(TOPIC, rollout().build());

        // Then
        assertThat(registry.subjects()).containsExactly(TOPIC + "-key");
    }

    @Test
    void worksByConfigurationAlone() {
        // Given
        Map<String, ?> configs =
                Map.of("schema.registry.url", MockRegistry.SCHEME + SCOPE, "specific.avro.reader", "true");
        AvroSerde<Rollout> byWriterName = new AvroSerde<>();
        byWriterName.configure(configs, false);
        AvroDeserializer<Rollout> byType = new AvroDeserializer<>();
        byType.configure(
                Map.of(
                        "schema.registry.url",
                        MockRegistry.SCHEME + SCOPE,
                        "specific.avro.value.type",
                        Rollout.class.getName()),
                false);
        Rollout rollout = rollout().build();

        // When
        byte[] bytes = byWriterName.serializer().serialize(TOPIC, rollout);

        // Then
        assertThat(byWriterName.deserializer().deserialize(TOPIC, bytes)).isEqualTo(rollout);
        assertThat(byType.deserialize(TOPIC, bytes)).isEqualTo(rollout);
    }

    @Test
    void refusesConfigurationsThatItCannotServe() {
        // When
        var generic = assertThatThrownBy(() -> new AvroDeserializer<>()
                .configure(Map.of("schema.registry.url", "mock://x", "specific.avro.reader", "false"), false));
        var notGenerated = assertThatThrownBy(() -> new AvroDeserializer<>()
                .configure(Map.of("schema.registry.url", "mock://x", "specific.avro.value.type", String.class), false));
        var unconfigured = assertThatThrownBy(
                () -> new AvroSerializer<>().serialize(TOPIC, rollout().build()));

        // Then
        generic.isInstanceOf(ConfigException.class).hasMessageContaining("specific.avro.reader");
        notGenerated.isInstanceOf(ConfigException.class).hasMessageContaining("specific.avro.value.type");
        unconfigured.isInstanceOf(IllegalStateException.class).hasMessageContaining("configure()");
    }

    @Test
    void withoutAutomaticRegistrationTheSchemaMustBeThere() {
        // Given
        AvroSerializer<Rollout> serializer = new AvroSerializer<>(registry, LOOKUP);

        // When
        var refused =
                assertThatThrownBy(() -> serializer.serialize(TOPIC, rollout().build()));
        int id = registry.register(TOPIC + "-value", SchemaText.withoutJavaProperties(Rollout.getClassSchema()), false);
        byte[] bytes = serializer.serialize(TOPIC, rollout().build());

        // Then
        refused.isInstanceOf(RegistryException.class);
        assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
    }

    @Test
    void writesWithTheLatestSchemaByFieldName() {
        // Given
        Schema latest = Projection.without(Rollout.getClassSchema(), "attempt", "worker", "Sequence.role");
        int id = registry.register(TOPIC + "-value", latest, false);
        Rollout rollout = rollout().setAttempt(3).setWorker("w").build();

        // When
        byte[] bytes = new AvroSerializer<Rollout>(registry, LATEST).serialize(TOPIC, rollout);
        Rollout read = new AvroDeserializer<>(Rollout.class, registry).deserialize(TOPIC, bytes);

        // Then
        assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
        assertThat(read).isEqualTo(rollout().build());
    }

    @Test
    void refusesALatestSchemaThatCannotHoldTheRecord() {
        // Given
        Schema stricter = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Rollout\",\"namespace\":\"dev.rollstream.avro\",\"fields\":"
                        + "[{\"name\":\"group_id\",\"type\":\"string\"},{\"name\":\"must\",\"type\":\"int\"}]}");
        registry.register(TOPIC + "-value", stricter, false);

        // When
        var strict = assertThatThrownBy(() -> new AvroSerializer<Rollout>(registry, LATEST)
                .serialize(TOPIC, rollout().build()));
        var lenient = assertThatThrownBy(() -> new AvroSerializer<Rollout>(registry, LATEST_LENIENT)
                .serialize(TOPIC, rollout().build()));

        // Then
        strict.isInstanceOf(SerializationException.class).hasMessageContaining("latest.compatibility.strict");
        lenient.isInstanceOf(SerializationException.class).hasMessageContaining("must");
    }

    @Test
    void anIncompatibleSchemaIsTheRegistrysRefusal() {
        // Given
        registry.setGlobalLevel(CompatibilityLevel.FULL);
        registry.register(TOPIC + "-value", Task.getClassSchema(), false);

        // When
        var refused = assertThatThrownBy(() ->
                new AvroSerializer<Rollout>(registry).serialize(TOPIC, rollout().build()));

        // Then
        refused.isInstanceOfSatisfying(
                RegistryException.class, e -> assertThat(e.httpStatus()).isEqualTo(409));
    }

    @Test
    void aRecordThatDoesNotFitItsSchemaLeavesTheSerializerIntact() {
        // Given
        AvroSerde<Rollout> serde = AvroSerde.of(Rollout.class, registry);
        Rollout broken = new Rollout();
        broken.put("group_id", "g");

        // When
        var refused = assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, broken));
        byte[] bytes = serde.serializer().serialize(TOPIC, rollout().build());

        // Then
        refused.isInstanceOf(SerializationException.class)
                .hasMessageContaining("run_id")
                .hasMessageContaining("topic rollouts");
        assertThat(serde.deserializer().deserialize(TOPIC, bytes))
                .isEqualTo(rollout().build());
    }

    @Test
    void readsWhatNewerAndOlderWritersWrote() {
        // Given
        Schema older = Projection.without(Rollout.getClassSchema(), "attempt", "logprob_kind");
        String added = Rollout.getClassSchema().toString().replace("\"STOP\"", "\"STOP\",\"BRAND_NEW\"");
        Schema newer = new Schema.Parser().parse(added);
        Rollout rollout = rollout().setFinishReason(FinishReason.LENGTH).build();
        int olderId = registry.register("older", older, false);
        int newerId = registry.register("newer", newer, false);
        AvroDeserializer<Rollout> deserializer = new AvroDeserializer<>(Rollout.class, registry);
        GenericData.Record olderRecord = new GenericRecordBuilder(older)
                .set("group_id", "g")
                .set("run_id", "r")
                .set("index", 3)
                .build();
        byte[] brandNew = Records.encode(
                Rollout.getClassSchema(), rollout); // LENGTH's position is BRAND_NEW's in the newer schema

        // When
        Rollout fromOlder =
                deserializer.decode(TOPIC, null, Records.framed(olderId, Records.encode(older, olderRecord)));
        Rollout fromNewer = deserializer.decode(TOPIC, null, Records.framed(newerId, brandNew));

        // Then
        assertThat(fromOlder.getIndex()).isEqualTo(3);
        assertThat(fromOlder.getSequences()).isEmpty();
        assertThat(fromNewer.getFinishReason()).isEqualTo(FinishReason.UNKNOWN);
    }

    @Test
    void aProjectionFillsTheFieldsThatItHasAndBuildsNothingElse() {
        // Given
        int megabytes = 16;
        Rollout heavy = rollout()
                .setText("short")
                .setWorker("w")
                .setSequences(List.of(Sequence.newBuilder()
                        .setLogprobs(ByteBuffer.wrap(new byte[megabytes << 20]))
                        .build()))
                .build();
        byte[] bytes = new AvroSerializer<Rollout>(registry).serialize(TOPIC, heavy);
        Schema light = Projection.without(Rollout.getClassSchema(), "sequences", "messages", "sampling", "attempt");
        AvroDeserializer<Rollout> projecting = new AvroDeserializer<>(light, registry);
        projecting.deserialize(TOPIC, bytes); // compiles the reader

        // When
        long before = Records.allocatedBytes();
        Rollout read = projecting.deserialize(TOPIC, bytes);
        long allocated = Records.allocatedBytes() - before;

        // Then
        assertThat(read)
                .isEqualTo(rollout()
                        .setText("short")
                        .setWorker("w")
                        .setSequences(List.of())
                        .build());
        assertThat(allocated).isLessThan(100_000);
    }

    @Test
    void aProjectionReachesIntoNestedRecords() {
        // Given
        Rollout rollout = rollout()
                .setSequences(List.of(Sequence.newBuilder()
                        .setTokenCount(2)
                        .setRole("a")
                        .setLogprobs(ByteBuffer.allocate(8))
                        .build()))
                .build();
        Schema light = Projection.without(Rollout.getClassSchema(), "Sequence.logprobs", "Sequence.step_index");
        AvroSerde<Rollout> serde = AvroSerde.projecting(Rollout.class, light, registry);

        // When
        Rollout read =
                serde.deserializer().deserialize(TOPIC, serde.serializer().serialize(TOPIC, rollout));

        // Then
        assertThat(read.getSequences()).singleElement().satisfies(sequence -> {
            assertThat(sequence.getTokenCount()).isEqualTo(2);
            assertThat(sequence.getRole()).isEqualTo("a");
            assertThat(sequence.getLogprobs()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "Sequence.nothing", "Nothing.text"})
    void aProjectionOfWhatIsNotThereIsRefused(String field) {
        // When
        var refused = assertThatThrownBy(() -> Projection.without(Rollout.getClassSchema(), field));

        // Then
        refused.isInstanceOf(IllegalArgumentException.class).hasMessageContaining(field);
    }

    @Test
    void aProjectionThatTheClassCannotHoldIsRefused() {
        // Given
        Schema withoutId = Projection.without(Rollout.getClassSchema(), "group_id");
        Schema unknownField = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Rollout\",\"namespace\":\"dev.rollstream.avro\",\"fields\":"
                        + "[{\"name\":\"invented\",\"type\":\"string\"}]}");
        Schema unknownClass = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"no.Such\",\"fields\":[]}");

        // When / Then
        assertThatThrownBy(() -> new AvroDeserializer<Rollout>(withoutId, registry))
                .hasMessageContaining("group_id");
        assertThatThrownBy(() -> new AvroDeserializer<Rollout>(unknownField, registry))
                .hasMessageContaining("invented");
        assertThatThrownBy(() -> new AvroDeserializer<Rollout>(unknownClass, registry))
                .hasMessageContaining("no.Such");
        assertThatThrownBy(() -> AvroSerde.projecting(Task.class, withoutId, registry))
                .hasMessageContaining("Task");
    }

    @Test
    void manyThreadsShareOneSerde() {
        // Given
        AvroSerde<Rollout> serde = AvroSerde.of(Rollout.class, registry);

        // When
        List<Rollout> wrong = IntStream.range(0, 2_000)
                .parallel()
                .mapToObj(i -> rollout().setIndex(i).setText("t".repeat(i)).build())
                .filter(rollout -> !rollout.equals(serde.deserializer()
                        .deserialize(TOPIC, serde.serializer().serialize(TOPIC, rollout))))
                .toList();

        // Then
        assertThat(wrong).isEmpty();
        assertThat(registry.versions(TOPIC + "-value")).containsExactly(1);
    }

    @Test
    void anOutageIsNoBadRecordAndKnownSchemasStayReadable() {
        // Given
        RegistryServer server = RegistryServer.start(registry, RegistryServer.Options.loopback(0));
        RegistryClient client = RegistryClients.create(Map.of("schema.registry.url", server.url(), "max.retries", "0"));
        AvroSerde<Rollout> serde = AvroSerde.of(Rollout.class, client);
        byte[] known = serde.serializer().serialize(TOPIC, rollout().build());
        serde.deserializer().deserialize(TOPIC, known);
        byte[] unknown = Records.framed(77, Arrays.copyOfRange(known, 5, known.length));

        // When
        server.close();
        byte[] written = serde.serializer().serialize(TOPIC, rollout().build());
        Rollout read = serde.deserializer().deserialize(TOPIC, known);
        var refused = assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, unknown));

        // Then
        assertThat(written).isEqualTo(known);
        assertThat(read).isEqualTo(rollout().build());
        refused.isInstanceOf(RegistryUnavailableException.class)
                .isNotInstanceOf(SerializationException.class)
                .hasMessageContaining(server.url());
    }

    private static Rollout.Builder rollout() {
        return Rollout.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setIndex(3)
                .setText("ünïcode");
    }

    private static Headers header(String name, byte[] value) {
        return new RecordHeaders().add(name, value);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
