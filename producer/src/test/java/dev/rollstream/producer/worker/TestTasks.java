package dev.rollstream.producer.worker;

import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.producer.worker.MemberResult.Completed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Tasks, records and completions for tests. */
@SuppressWarnings("NullAway") // a record is not null bytes
final class TestTasks {
    static final String TOPIC = "t.tasks";

    private TestTasks() {}

    static Task.Builder task(String groupId, int groupSize) {
        return Task.newBuilder()
                .setGroupId(groupId)
                .setRunId(groupId.substring(0, groupId.indexOf('/')))
                .setPrompt("Which one?")
                .setGroupSize(groupSize)
                .setTtlMs(60_000L)
                .setSampling(SamplingParameters.newBuilder()
                        .setTemperature(1.0)
                        .setTopP(1.0)
                        .setTopK(0)
                        .setMinP(0.0)
                        .setMaxTokens(100)
                        .setSeed(1L)
                        .build());
    }

    /** A record appended at that time, delivered for the first time. */
    static ConsumerRecord<byte[], byte[]> record(String key, byte[] value, long offset, long appendedAtMs) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                TOPIC,
                2,
                offset,
                appendedAtMs,
                TimestampType.LOG_APPEND_TIME,
                keyBytes.length,
                value.length,
                keyBytes,
                value,
                new RecordHeaders(),
                Optional.empty(),
                Optional.of((short) 1));
    }

    static TakenTask taken(RegistryClient registry, Task task, long appendedAtMs) {
        byte[] value = new AvroSerializer<Task>(registry).serialize(TOPIC, task);
        return new TakenTask(record(task.getGroupId(), value, 7, appendedAtMs), 1, false, appendedAtMs);
    }

    static Completed completed(int index, String text) {
        return completed(index, text, sequence(MemberResult.Prompt.unknown()));
    }

    static Completed completed(int index, MemberResult.Sampled sampled) {
        return completed(index, "text", sampled);
    }

    static MemberResult.Sampled sequence(MemberResult.Prompt prompt) {
        return MemberResult.Sampled.of(new MemberResult.Tokens(prompt, new int[] {5, 6}, new float[] {-0.5f, -1f}));
    }

    private static Completed completed(int index, String text, MemberResult.Sampled sampled) {
        return new Completed(
                index,
                text,
                dev.rollstream.avro.FinishReason.STOP,
                sampled,
                new MemberResult.PolicyVersions(3, 4),
                new MemberResult.Timing(10, OptionalLong.empty(), 20));
    }

    static int[] ids(java.nio.ByteBuffer packed, int count) {
        return PackedArrays.unpackInts(packed, count);
    }
}
