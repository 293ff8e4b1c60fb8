package dev.rollstream.learner.reader;

import static dev.rollstream.learner.reader.InvalidPayloadException.require;

import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.TokenVersionRun;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a fetched rollout is the one that a member was scored by, and whether its packed arrays are what they say. */
final class RolloutCheck {
    private RolloutCheck() {}

    /**
     * Checks a rollout against its member.
     *
     * @param task where the group's task lies
     * @throws InvalidPayloadException naming what does not fit
     */
    static void check(Rollout rollout, IndexedGroup group, Member member, PayloadRef task)
            throws InvalidPayloadException {
        try {
            checkIdentity(rollout, group, member, task);
            checkSequences(rollout);
        } catch (InvalidPayloadException e) {
            throw e.in("rollout of member " + member.getIndex());
        }
    }

    private static void checkIdentity(Rollout rollout, IndexedGroup group, Member member, PayloadRef task)
            throws InvalidPayloadException {
        require(
                rollout.getGroupId().equals(group.advantages().getGroupId()),
                () -> "belongs to group '" + rollout.getGroupId() + "'");
        require(
                rollout.getRunId().equals(group.advantages().getRunId()),
                () -> "belongs to run '" + rollout.getRunId() + "'");
        require(rollout.getIndex() == member.getIndex(), () -> "is for slot " + rollout.getIndex());
        require(answers(rollout.getTask(), task), () -> "answers another task than " + task);
        requireSame(member.getTokenCount(), rollout.getTokenCount(), "token count");
        requireSame(member.getPolicyVersionMin(), rollout.getPolicyVersionMin(), "oldest policy version");
        requireSame(member.getPolicyVersionMax(), rollout.getPolicyVersionMax(), "newest policy version");
    }

    private static boolean answers(@Nullable RecordRef claimed, PayloadRef task) {
        return claimed == null
                || ((claimed.getTopic() == null
                                || claimed.getTopic().equals(task.partition().topic()))
                        && claimed.getPartition() == task.partition().partition()
                        && claimed.getOffset() == task.offset());
    }

    private static void requireSame(@Nullable Object scored, @Nullable Object fetched, String what)
            throws InvalidPayloadException {
        require(
                Objects.equals(scored, fetched),
                () -> what + " is " + fetched + ", was " + scored + " when it was scored");
    }

    private static void checkSequences(Rollout rollout) throws InvalidPayloadException {
        List<Sequence> sequences = rollout.getSequences();
        long tokens = 0;
        boolean counted = !sequences.isEmpty();
        for (int i = 0; i < sequences.size(); i++) {
            Sequence sequence = sequences.get(i);
            try {
                checkSequence(sequence, rollout);
            } catch (InvalidPayloadException e) {
                throw e.in("sequence " + i);
            }
            counted &= sequence.getTokenCount() != null;
            tokens += counted ? sequence.getTokenCount() : 0;
        }
        long sum = tokens;
        require(
                !counted || rollout.getTokenCount() == null || sum == rollout.getTokenCount(),
                () -> "sequences of " + sum + " tokens, but a token count of " + rollout.getTokenCount());
    }

    private static void checkSequence(Sequence sequence, Rollout rollout) throws InvalidPayloadException {
        checkLength(sequence.getPromptTokenIds(), Integer.BYTES, sequence.getPromptLength(), "prompt token ids");
        checkLength(sequence.getTokenIds(), Integer.BYTES, sequence.getTokenCount(), "token ids");
        checkLength(sequence.getLogprobs(), Float.BYTES, sequence.getTokenCount(), "log-probabilities");
        checkLength(sequence.getLossMask(), 1, sequence.getTokenCount(), "bytes of the loss mask");
        require(PackedNumbers.noneNegative(sequence.getPromptTokenIds()), "a prompt token id is negative");
        require(PackedNumbers.noneNegative(sequence.getTokenIds()), "a token id is negative");
        require(PackedNumbers.allFinite(sequence.getLogprobs()), "a log-probability is not finite");
        checkVersions(sequence, rollout);
    }

    private static void checkLength(@Nullable ByteBuffer packed, int width, @Nullable Integer count, String what)
            throws InvalidPayloadException {
        require(
                packed == null || (count != null && packed.remaining() == (long) count * width),
                () -> what + " do not fit " + count + " tokens");
    }

    private static void checkVersions(Sequence sequence, Rollout rollout) throws InvalidPayloadException {
        List<TokenVersionRun> runs = sequence.getTokenVersions();
        if (runs.isEmpty()) {
            return;
        }
        long tokens = 0;
        for (TokenVersionRun run : runs) {
            require(run.getCount() > 0, () -> "a run of " + run.getCount() + " tokens");
            require(
                    within(run.getVersion(), rollout.getPolicyVersionMin(), rollout.getPolicyVersionMax()),
                    () -> "tokens of version " + run.getVersion() + " outside the rollout's versions");
            tokens += run.getCount();
        }
        long sum = tokens;
        require(
                sequence.getTokenCount() != null && sum == sequence.getTokenCount(),
                () -> "versions of " + sum + " tokens, but a token count of " + sequence.getTokenCount());
    }

    private static boolean within(long version, @Nullable Long min, @Nullable Long max) {
        return (min == null || version >= min) && (max == null || version <= max);
    }
}
