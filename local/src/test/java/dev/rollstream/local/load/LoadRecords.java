package dev.rollstream.local.load;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes the records of a load. */
final class LoadRecords {
    private static final int PICTURE_BYTES = 400;
    private static final int MAX_TOKENS = 24;
    private static final String POLICY = "the-load";
    private static final SamplingParameters SAMPLING = SamplingParameters.newBuilder()
            .setTemperature(1.0)
            .setTopP(1.0)
            .setTopK(0)
            .setMinP(0.0)
            .setMaxTokens(MAX_TOKENS)
            .build();

    private final String runId;
    private final Random random;

    LoadRecords(String runId, Random random) {
        this.runId = runId;
        this.random = random;
    }

    String runId() {
        return runId;
    }

    /** Some words that hardly any two completions share. */
    String thoughts() {
        return "it is number " + Long.toString(random.nextLong(), Character.MAX_RADIX);
    }

    static RecordRef ref(int partition, long offset) {
        return RecordRef.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    Task task(SeededGroup group) {
        byte[] picture = new byte[PICTURE_BYTES];
        random.nextBytes(picture);
        Settings settings = group.settings();
        return Task.newBuilder()
                .setGroupId(group.id())
                .setRunId(group.runId())
                .setPrompt("<image> What is it?")
                .setImages(List.of(Image.newBuilder()
                        .setData(ByteBuffer.wrap(picture))
                        .setSha256(sha256(picture))
                        .setMediaType("image/png")
                        .setWidth(1)
                        .setHeight(1)
                        .build()))
                .setGroupSize(settings.size())
                .setSampling(SAMPLING)
                .setTtlMs(settings.ttl().toMillis())
                .setPurpose(settings.purpose())
                .setTaskType("shuffle")
                .setPolicyId(POLICY) // real workers leave it alone
                .build();
    }

    AnswerKeyEvent answerKey(SeededGroup group, @Nullable RecordRef task) {
        return answerKey(group, task, group.answer());
    }

    AnswerKeyEvent answerKey(SeededGroup group, @Nullable RecordRef task, String answer) {
        Settings settings = group.settings();
        AnswerKey key = AnswerKey.newBuilder()
                .setAnswer(answer)
                .setVerifier("spatial-ssrl")
                .setGroupSize(settings.size())
                .setMinGroupSize(settings.minSize())
                .setTtlMs(settings.ttl().toMillis())
                .setPurpose(settings.purpose())
                .setTaskType("shuffle")
                .setTask(task)
                .setEstimator(EstimatorSettings.newBuilder()
                        .setName(settings.estimator())
                        .build())
                .setFilter(settings.filter())
                .build();
        return AnswerKeyEvent.newBuilder()
                .setGroupId(group.id())
                .setRunId(group.runId())
                .setType(AnswerKeyEventType.KEY)
                .setAnswerKey(key)
                .build();
    }

    AnswerKeyEvent cancel(SeededGroup group) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(group.id())
                .setRunId(group.runId())
                .setType(AnswerKeyEventType.CANCEL)
                .setCancel(Cancel.newBuilder().setReason("changed our mind").build())
                .build();
    }

    Rollout rollout(SeededGroup group, int index, Completion kind, String thoughts, int attempt) {
        int tokens = 1 + random.nextInt(MAX_TOKENS);
        float[] logprobs = new float[tokens];
        for (int i = 0; i < tokens; i++) {
            logprobs[i] = -random.nextFloat();
        }
        return Rollout.newBuilder()
                .setGroupId(group.id())
                .setRunId(group.runId())
                .setIndex(index)
                .setAttempt(attempt)
                .setTask(group.task())
                .setText(kind.text(thoughts, group.answer()))
                .setFinishReason(kind.finishReason())
                .setTokenCount(tokens)
                .setPolicyId(POLICY)
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(4L)
                .setSampling(SAMPLING)
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSequences(List.of(Sequence.newBuilder()
                        .setTokenCount(tokens)
                        .setTokenIds(PackedArrays.packInts(
                                random.ints(tokens, 0, 32_000).toArray()))
                        .setLogprobs(PackedArrays.packFloats(logprobs))
                        .build()))
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
