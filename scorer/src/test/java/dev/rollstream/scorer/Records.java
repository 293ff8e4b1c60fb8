package dev.rollstream.scorer;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.Rollout;
import org.jspecify.annotations.Nullable;

/** Records as producers and workers write them. */
final class Records {
    private Records() {}

    static AnswerKeyEvent key(String groupId, AnswerKey key) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(groupId)
                .setRunId(runId(groupId))
                .setType(AnswerKeyEventType.KEY)
                .setAnswerKey(key)
                .build();
    }

    static AnswerKey.Builder answerKey(String answer, int groupSize, long ttlMs) {
        return AnswerKey.newBuilder()
                .setAnswer(answer)
                .setVerifier("spatial-ssrl")
                .setGroupSize(groupSize)
                .setTtlMs(ttlMs)
                .setTaskType("shuffle");
    }

    @SuppressWarnings("NullAway") // generated constructors take null where the schema does
    static AnswerKeyEvent cancel(String groupId, @Nullable String reason) {
        return AnswerKeyEvent.newBuilder()
                .setGroupId(groupId)
                .setRunId(runId(groupId))
                .setType(AnswerKeyEventType.CANCEL)
                .setCancel(new Cancel(reason))
                .build();
    }

    /** A rollout whose text boxes an answer. */
    static Rollout.Builder rollout(String groupId, int index, String boxed) {
        return Rollout.newBuilder()
                .setGroupId(groupId)
                .setRunId(runId(groupId))
                .setIndex(index)
                .setText("<think>t</think>\\boxed{" + boxed + "}")
                .setTokenCount(7)
                .setFinishReason(FinishReason.STOP)
                .setPolicyId("policy")
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(3L);
    }

    private static String runId(String groupId) {
        return groupId.substring(0, Math.max(0, groupId.lastIndexOf('/')));
    }
}
