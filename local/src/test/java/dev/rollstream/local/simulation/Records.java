package dev.rollstream.local.simulation;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import java.util.List;
import java.util.Random;

/** Records as task producer and workers write them. */
final class Records {
    private static final List<String> ESTIMATORS = List.of("grpo", "dr-grpo", "rloo", "grpo", "no-such-estimator");
    private static final SamplingParameters SAMPLING = SamplingParameters.newBuilder()
            .setTemperature(1.0)
            .setTopP(1.0)
            .setTopK(-1)
            .setMinP(0.0)
            .setMaxTokens(64)
            .build();

    private Records() {}

    static Task task(String group, int size) {
        return Task.newBuilder()
                .setGroupId(group)
                .setRunId(runId(group))
                .setPrompt("A or B?")
                .setGroupSize(size)
                .setSampling(SAMPLING)
                .setPurpose(Purpose.TRAIN)
                .build();
    }

    /** A key with settings by chance. */
    static AnswerKey answerKey(Inputs.Key key, long taskOffset, Random random) {
        AnswerKey.Builder builder = AnswerKey.newBuilder()
                .setAnswer(key.answer())
                .setVerifier("spatial-ssrl")
                .setGroupSize(key.size())
                .setTtlMs(key.ttlMs())
                .setTaskType("shuffle")
                .setPurpose(random.nextInt(5) == 0 ? Purpose.EVAL : Purpose.TRAIN)
                .setTask(RecordRef.newBuilder()
                        .setPartition(0)
                        .setOffset(taskOffset)
                        .build());
        if (random.nextBoolean()) {
            builder.setMinGroupSize(1);
        }
        if (random.nextBoolean()) {
            builder.setEstimator(EstimatorSettings.newBuilder()
                    .setName(ESTIMATORS.get(random.nextInt(ESTIMATORS.size())))
                    .build());
        }
        if (random.nextBoolean()) {
            builder.setFilter(FilterSettings.newBuilder().setZeroVariance(true).build());
        }
        return builder.build();
    }

    static AnswerKeyEvent key(String group, AnswerKey key) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(group)
                .setRunId(runId(group))
                .setType(AnswerKeyEventType.KEY)
                .setAnswerKey(key)
                .build();
    }

    static AnswerKeyEvent cancel(String group) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(group)
                .setRunId(runId(group))
                .setType(AnswerKeyEventType.CANCEL)
                .setCancel(Cancel.newBuilder().setReason("not wanted").build())
                .build();
    }

    @SuppressWarnings("NullAway") // generated builders take null where the schema does
    static Rollout rollout(Inputs.Slot slot, Inputs.Content content, int attempt) {
        return Rollout.newBuilder()
                .setGroupId(slot.group())
                .setRunId(runId(slot.group()))
                .setIndex(slot.index())
                .setAttempt(attempt)
                .setText(content.reply().text(content.nonce()))
                .setTokenCount(7 + content.nonce())
                .setFinishReason(content.reply().finishReason())
                .setPolicyId("policy")
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(4L)
                .setSampling(SAMPLING)
                .build();
    }

    private static String runId(String group) {
        return group.substring(0, group.lastIndexOf('/'));
    }
}
