package dev.rollstream.benchmark;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.avro.serde.Projection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A rollout to bytes and back: whole, and as the scorer reads it, without what it does not look at. Beside it Avro's own writer and reader
 * without wire format, schema lookup and checks of hostile input; for what is skipped, a copy of the bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SerdeBenchmark {
    private static final String TOPIC = "rollouts";
    private static final int WIRE_PREFIX_BYTES = 5;
    private static final int VOCABULARY = 150_000;

    /** What is done. */
    @Param({"encode", "decode", "scorer's decode"})
    public String what = "encode";

    /** Tokens of the completion: twelve bytes each. */
    @Param({"16", "256", "1024", "4096"})
    public int tokens = 16;

    private final RegistryClient registry = LocalRegistry.inMemory();
    private final AvroSerializer<Rollout> serializer = new AvroSerializer<>(registry);
    private final AvroDeserializer<Rollout> whole = new AvroDeserializer<>(Rollout.class, registry);
    private final AvroDeserializer<Rollout> projected = new AvroDeserializer<>(
            Projection.without(
                    Rollout.getClassSchema(), "sequences", "messages", "timings", "sampling", "worker", "engine"),
            registry);
    private final SpecificDatumWriter<Rollout> writer = new SpecificDatumWriter<>(Rollout.class);
    private final SpecificDatumReader<Rollout> reader = new SpecificDatumReader<>(Rollout.class);
    private Rollout rollout = new Rollout();
    private byte[] bytes = {};

    /** Makes the rollout, and checks that what is read is what was written. */
    @Setup
    public void make() throws IOException {
        rollout = rollout();
        bytes = encode();
        if (!rollout.equals(whole.decode(TOPIC, null, bytes)) || !rollout.equals(plainDecode())) {
            throw new IllegalStateException("what is read differs from what was written");
        }
        Rollout some = projected.decode(TOPIC, null, bytes);
        if (!Objects.equals(some.getText(), rollout.getText())
                || !some.getSequences().isEmpty()) {
            throw new IllegalStateException("the scorer reads another text, or token arrays");
        }
    }

    private Rollout rollout() {
        Random random = new Random(1);
        float[] logprobs = new float[tokens];
        for (int i = 0; i < tokens; i++) {
            logprobs[i] = -random.nextFloat();
        }
        return Rollout.newBuilder()
                .setGroupId("run/1")
                .setRunId("run")
                .setIndex(3)
                .setAttempt(0)
                .setText("word".repeat(tokens))
                .setFinishReason(FinishReason.STOP)
                .setTokenCount(tokens)
                .setPolicyId("policy")
                .setPolicyVersionMin(1L)
                .setPolicyVersionMax(1L)
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(1.0)
                        .setTopP(1.0)
                        .setTopK(0)
                        .setMinP(0.0)
                        .setMaxTokens(tokens)
                        .build())
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSequences(List.of(Sequence.newBuilder()
                        .setTokenCount(tokens)
                        .setTokenIds(PackedArrays.packInts(
                                random.ints(tokens, 0, VOCABULARY).toArray()))
                        .setLogprobs(PackedArrays.packFloats(logprobs))
                        .build()))
                .build();
    }

    private byte[] encode() {
        return Objects.requireNonNull(serializer.serialize(TOPIC, rollout));
    }

    private byte[] plainEncode() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer.write(rollout, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private Rollout plainDecode() throws IOException {
        return reader.read(
                null,
                DecoderFactory.get().binaryDecoder(bytes, WIRE_PREFIX_BYTES, bytes.length - WIRE_PREFIX_BYTES, null));
    }

    /** Ours. */
    @Benchmark
    public Object value() {
        return switch (what) {
            case "encode" -> encode();
            case "decode" -> whole.decode(TOPIC, null, bytes);
            default -> projected.decode(TOPIC, null, bytes);
        };
    }

    /** The floor. */
    @Benchmark
    public Object limit() throws IOException {
        return switch (what) {
            case "encode" -> plainEncode();
            case "decode" -> plainDecode();
            default -> bytes.clone();
        };
    }
}
