package dev.rollstream.avro.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.UndecodableRecordException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, the outcome is a record or a named refusal, at a cost in proportion to the bytes. */
class HostileBytesTest {
    private static final String TOPIC = "rollouts";
    private static final long ALLOWED_BYTES = 4L << 20;
    private static final Rollout ROLLOUT = Rollout.newBuilder()
            .setGroupId("run/1")
            .setRunId("run")
            .setIndex(0)
            .setText("text")
            .build();

    private final RegistryClient registry = LocalRegistry.inMemory();
    private final AvroDeserializer<Rollout> full = new AvroDeserializer<>(Rollout.class, registry);
    private final AvroDeserializer<Rollout> projecting =
            new AvroDeserializer<>(Projection.without(Rollout.getClassSchema(), "sequences", "messages"), registry);
    private final byte[] valid = new AvroSerializer<Rollout>(registry).encode(TOPIC, ROLLOUT);

    @ParameterizedTest
    @CsvSource({
        "'', TRUNCATED",
        "00, TRUNCATED",
        "00000001, TRUNCATED",
        "0000000001, TRUNCATED",
        "02, BAD_MAGIC",
        "7b2261223a317d, BAD_MAGIC",
        "ff00000001, BAD_MAGIC",
        "01000102030405060708090a0b0c0d0e, TRUNCATED",
        "01000102030405060708090a0b0c0d0e0f00, UNKNOWN_SCHEMA",
        "000000007f00, UNKNOWN_SCHEMA",
        "00ffffffff00, UNKNOWN_SCHEMA",
        "000000000101, MALFORMED",
        "0000000001ffffffffffffffffffffff, MALFORMED",
    })
    void namesWhatIsWrong(String hex, Reason reason) {
        // When
        var refused =
                assertThatThrownBy(() -> full.deserialize(TOPIC, HexFormat.of().parseHex(hex)));

        // Then
        refused.isInstanceOfSatisfying(
                UndecodableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < valid.length; length++) {
            // Given
            byte[] cut = Arrays.copyOf(valid, length);

            // When
            var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, cut));

            // Then
            refused.as("first %d bytes", length)
                    .isInstanceOfSatisfying(UndecodableRecordException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.TRUNCATED));
        }
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        // Given
        byte[] longer = Arrays.copyOf(valid, valid.length + 3);

        // When
        var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, longer));

        // Then
        refused.isInstanceOfSatisfying(
                UndecodableRecordException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRAILING_BYTES));
        refused.hasMessageContaining("topic rollouts").hasMessageContaining("3 bytes after");
    }

    @ParameterizedTest
    @CsvSource({"''", "00", "0000000001ff", "02000000010000000000000000000000000000", "01000102"})
    void malformedHeadersAreRefused(String hex) {
        // Given
        Headers headers =
                new RecordHeaders().add("__value_schema_id", HexFormat.of().parseHex(hex));

        // When
        var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, headers, valid));

        // Then
        refused.isInstanceOfSatisfying(
                UndecodableRecordException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_HEADER));
    }

    @Test
    void aHeaderWithoutValueIsRefused() {
        // Given
        Headers headers = new RecordHeaders().add("__value_schema_id", null);

        // When
        var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, headers, valid));

        // Then
        refused.isInstanceOf(UndecodableRecordException.class).hasMessageContaining("BAD_HEADER");
    }

    @Test
    void recordsOfAnotherTypeAreRefused() {
        // Given
        Schema other = SchemaBuilder.record("Other").fields().requiredInt("a").endRecord();
        GenericData.Record datum = new GenericData.Record(other);
        datum.put("a", 7);
        byte[] bytes = Records.framed(registry.register("x-value", other, false), Records.encode(other, datum));

        // When
        var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, bytes));

        // Then
        refused.isInstanceOfSatisfying(
                UndecodableRecordException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SCHEMA_MISMATCH));
    }

    /** A rollout whose text claims a length; its heavy fields follow. */
    @ParameterizedTest
    @CsvSource({"-1", "-9223372036854775808", "2147483647", "2147483639", "4611686018427387904", "1000"})
    void claimedLengthsCostNothing(long length) {
        // Given
        byte[] text = rolloutUpTo(out -> varint(out, length));
        byte[] logprobs = rolloutUpTo(out -> {
            varint(out, 0); // an empty text
            out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
            varint(out, 1); // one sequence
            out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 2});
            varint(out, length); // its log-probabilities
        });

        for (byte[] bytes : List.of(text, logprobs)) {
            // When
            long before = Records.allocatedBytes();
            var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, bytes));
            var refusedBySkipping = assertThatThrownBy(() -> projecting.deserialize(TOPIC, bytes));
            long allocated = Records.allocatedBytes() - before;

            // Then
            refused.isInstanceOf(UndecodableRecordException.class);
            refusedBySkipping.isInstanceOf(UndecodableRecordException.class);
            assertThat(allocated).isLessThan(ALLOWED_BYTES);
        }
    }

    @ParameterizedTest
    @CsvSource({"2147483647", "-2147483647", "4611686018427387904", "-9223372036854775808", "100000"})
    void claimedCountsCostNothing(long count) {
        // Given
        byte[] bytes = rolloutUpTo(out -> {
            varint(out, 0); // an empty text
            out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
            varint(out, count); // sequences
        });

        // When
        long before = Records.allocatedBytes();
        var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, bytes));
        var refusedBySkipping = assertThatThrownBy(() -> projecting.deserialize(TOPIC, bytes));
        long allocated = Records.allocatedBytes() - before;

        // Then
        refused.isInstanceOf(UndecodableRecordException.class);
        refusedBySkipping.isInstanceOf(UndecodableRecordException.class);
        assertThat(allocated).isLessThan(ALLOWED_BYTES);
    }

    @Test
    void aWritersSchemaThatNestsForEverIsRefused() {
        // Given
        Schema nest = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Rollout\",\"namespace\":\"dev.rollstream.avro\",\"fields\":["
                        + "{\"name\":\"unknown\",\"type\":[\"null\",\"Rollout\"]},"
                        + "{\"name\":\"group_id\",\"type\":\"string\"},{\"name\":\"run_id\",\"type\":\"string\"},"
                        + "{\"name\":\"index\",\"type\":\"int\"}]}");
        byte[] deep = new byte[200_000];
        Arrays.fill(deep, (byte) 2); // always the second branch: one level deeper
        byte[] bytes = Records.framed(registry.register("deep-value", nest, false), deep);

        // When
        var refused = assertThatThrownBy(() -> full.deserialize(TOPIC, bytes));

        // Then
        refused.isInstanceOf(UndecodableRecordException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    <T extends SpecificRecord> void mutatedRecordsAreRecordsOrRefusals(Class<T> type) {
        // Given
        long seed = 20_261_101L + type.getName().hashCode();
        Random random = new Random(seed);
        int id = registry.register(type.getName(), Records.schema(type), false);
        List<byte[]> payloads = Records.randomPayloads(type, 20, seed);
        AvroDeserializer<T> deserializer = new AvroDeserializer<>(type, registry);
        int refused = 0;

        for (int round = 0; round < 4_000; round++) {
            byte[] bytes = Records.framed(id, mutate(payloads.get(random.nextInt(payloads.size())), random));
            long before = Records.allocatedBytes();
            try {
                // When
                deserializer.deserialize(TOPIC, bytes);
            } catch (UndecodableRecordException e) {
                refused++;
            }

            // Then
            assertThat(Records.allocatedBytes() - before)
                    .as("bytes allocated in round %d of seed %d", round, seed)
                    .isLessThan(ALLOWED_BYTES);
        }
        assertThat(refused).as("refusals of seed %d", seed).isGreaterThan(500);
    }

    private static byte[] mutate(byte[] payload, Random random) {
        byte[] bytes = payload.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> {
                for (int flips = 1 + random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                for (int writes = 1 + random.nextInt(12), at = random.nextInt(bytes.length + 1);
                        writes > 0 && at < bytes.length;
                        writes--, at++) {
                    bytes[at] = (byte) 0xff;
                }
            }
            default -> {
                int from = random.nextInt(bytes.length + 1);
                byte[] noise = new byte[bytes.length - from];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, from, noise.length);
            }
        }
        return bytes;
    }

    private interface Tail {
        void write(ByteArrayOutputStream out);
    }

    /** A frame of a rollout that is well-formed up to the length of its text, and then goes on as the tail says. */
    private byte[] rolloutUpTo(Tail tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(valid, WireFormat.ID_PREFIX_BYTES));
        out.writeBytes(new byte[] {2, 'g', 2, 'r', 0, 0, 0, 2});
        tail.write(out);
        out.writeBytes(new byte[64]);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7fL) != 0) {
            out.write((int) ((zigzag & 0x7f) | 0x80));
            zigzag >>>= 7;
        }
        out.write((int) zigzag);
    }
}
