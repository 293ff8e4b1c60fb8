package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.TokenVersionRun;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutCheckTest {
    private static final PayloadRef TASK = new PayloadRef(new TopicPartition("tasks", 1), 40);

    private static void check(Rollout rollout) throws InvalidPayloadException {
        RolloutCheck.check(rollout, Groups.indexed(1, 9, 3, 3), Groups.member(1).build(), TASK);
    }

    @Test
    void acceptsWhatFits() {
        List<Rollout> fitting = List.of(
                Groups.rollout(1).build(),
                Groups.rollout(1).clearTask().build(),
                Groups.rollout(1).setTask(new RecordRef("tasks", 1, 40L)).build(),
                Groups.rollout(1).setSequences(List.of()).build(),
                Groups.rollout(1)
                        .setSequences(List.of(Groups.sequence()
                                .setTokenVersions(List.of(new TokenVersionRun(3L, 2), new TokenVersionRun(4L, 1)))
                                .build()))
                        .build(),
                Groups.rollout(1)
                        .setSequences(
                                List.of(Sequence.newBuilder().setTokenCount(1).build(), tokens(2)))
                        .build());

        for (Rollout rollout : fitting) {
            assertThatCode(() -> check(rollout)).doesNotThrowAnyException();
        }
    }

    private static Sequence tokens(int count) {
        return Sequence.newBuilder()
                .setTokenCount(count)
                .setTokenIds(PackedArrays.packInts(new int[count]))
                .build();
    }

    private static Arguments broken(UnaryOperator<Rollout.Builder> change, String problem) {
        return Arguments.of(change.apply(Groups.rollout(1)).build(), problem);
    }

    private static Arguments brokenSequence(UnaryOperator<Sequence.Builder> change, String problem) {
        return broken(
                rollout -> rollout.setSequences(
                        List.of(change.apply(Groups.sequence()).build())),
                problem);
    }

    static List<Arguments> broken() {
        return List.of(
                broken(r -> r.setGroupId("run/8"), "belongs to group 'run/8'"),
                broken(r -> r.setRunId("other"), "belongs to run 'other'"),
                broken(r -> r.setIndex(0), "is for slot 0"),
                broken(r -> r.setTask(Groups.ref(1, 41L)), "answers another task than tasks-1@40"),
                broken(r -> r.setTask(Groups.ref(2, 40L)), "answers another task"),
                broken(r -> r.setTask(new RecordRef("other", 1, 40L)), "answers another task"),
                broken(r -> r.setTokenCount(4), "token count is 4, was 3 when it was scored"),
                broken(r -> r.clearTokenCount(), "token count is null, was 3"),
                broken(r -> r.setPolicyVersionMin(2L), "oldest policy version is 2, was 3"),
                broken(r -> r.setPolicyVersionMax(5L), "newest policy version is 5, was 4"),
                broken(r -> r.setSequences(List.of(tokens(2))), "sequences of 2 tokens, but a token count of 3"),
                brokenSequence(s -> s.setPromptLength(3), "prompt token ids do not fit 3 tokens"),
                brokenSequence(s -> s.clearPromptLength(), "prompt token ids do not fit null tokens"),
                brokenSequence(s -> s.setTokenIds(ByteBuffer.wrap(new byte[11])), "token ids do not fit 3 tokens"),
                brokenSequence(s -> s.clearTokenCount(), "token ids do not fit null tokens"),
                brokenSequence(
                        s -> s.setTokenIds(PackedArrays.packInts(new int[] {1, -1, 1})),
                        "sequence 0: a token id is negative"),
                brokenSequence(
                        s -> s.setLossMask(ByteBuffer.wrap(new byte[4])), "bytes of the loss mask do not fit 3 tokens"),
                brokenSequence(
                        s -> s.setLogprobs(PackedArrays.packFloats(new float[2])), "log-probabilities do not fit 3"),
                brokenSequence(
                        s -> s.setLogprobs(PackedArrays.packFloats(new float[] {0, Float.NaN, 0})),
                        "a log-probability is not finite"),
                brokenSequence(
                        s -> s.setLogprobs(PackedArrays.packFloats(new float[] {0, 0, Float.NEGATIVE_INFINITY})),
                        "a log-probability is not finite"),
                brokenSequence(s -> s.setTokenVersions(List.of(new TokenVersionRun(3L, 2))), "versions of 2 tokens"),
                brokenSequence(
                        s -> s.setTokenVersions(List.of(new TokenVersionRun(2L, 3))), "tokens of version 2 outside"),
                brokenSequence(
                        s -> s.setTokenVersions(List.of(new TokenVersionRun(5L, 3))), "tokens of version 5 outside"),
                brokenSequence(
                        s -> s.setTokenVersions(List.of(new TokenVersionRun(3L, 4), new TokenVersionRun(3L, -1))),
                        "a run of -1 tokens"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void namesWhatDoesNotFit(Rollout rollout, String problem) {
        assertThatThrownBy(() -> check(rollout))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("rollout of member 1: ")
                .hasMessageContaining(problem);
    }
}
