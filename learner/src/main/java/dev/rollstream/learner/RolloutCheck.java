package dev.rollstream.learner;

import static dev.rollstream.learner.InvalidPayloadException.require;

import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.TokenVersionRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a fetched rollout is the one that a member was scored by, and whether its packed arrays are what they say. */
final class RolloutCheck {
    private static final int EXPONENT_BITS = 0x7f80_0000;

    private RolloutCheck() {}

    /**
     * Checks a rollout against its member.
     *
     * @param task where the group's task lies
     * @throws InvalidPayloadException naming what does not fit
     */
    static void check(Rollout rollout, IndexedGroup group, Member member, PayloadRef task)
            throws InvalidPayloadException {
        String what = "rollout of member " + member.getIndex();
        require(
                rollout.getGroupId().equals(group.advantages().getGroupId()),
                what + " is one of group '" + rollout.getGroupId() + "'");
        require(
                rollout.getRunId().equals(group.advantages().getRunId()),
                what + " is one of run '" + rollout.getRunId() + "'");
        require(rollout.getIndex() == member.getIndex(), what + " is for slot " + rollout.getIndex());
        require(answers(rollout.getTask(), task), what + " answers another task than " + task);
        requireSame(member.getTokenCount(), rollout.getTokenCount(), what + ": token count");
        requireSame(member.getPolicyVersionMin(), rollout.getPolicyVersionMin(), what + ": oldest policy version");
        requireSame(member.getPolicyVersionMax(), rollout.getPolicyVersionMax(), what + ": newest policy version");
        checkSequences(rollout, what);
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
        require(Objects.equals(scored, fetched), what + " is " + fetched + ", was " + scored + " when it was scored");
    }

    private static void checkSequences(Rollout rollout, String what) throws InvalidPayloadException {
        List<Sequence> sequences = rollout.getSequences();
        long tokens = 0;
        boolean counted = !sequences.isEmpty();
        for (int i = 0; i < sequences.size(); i++) {
            Sequence sequence = sequences.get(i);
            checkSequence(sequence, rollout, what + ", sequence " + i);
            counted &= sequence.getTokenCount() != null;
            tokens += counted ? sequence.getTokenCount() : 0;
        }
        require(
                !counted || rollout.getTokenCount() == null || tokens == rollout.getTokenCount(),
                what + ": sequences of " + tokens + " tokens, but a token count of " + rollout.getTokenCount());
    }

    private static void checkSequence(Sequence sequence, Rollout rollout, String what) throws InvalidPayloadException {
        checkTokens(sequence.getPromptTokenIds(), sequence.getPromptLength(), what + ": prompt token ids");
        checkTokens(sequence.getTokenIds(), sequence.getTokenCount(), what + ": token ids");
        checkLength(sequence.getLogprobs(), Float.BYTES, sequence.getTokenCount(), what + ": log-probabilities");
        require(allFinite(sequence.getLogprobs()), what + ": a log-probability is not finite");
        checkLength(sequence.getLossMask(), 1, sequence.getTokenCount(), what + ": loss mask");
        checkVersions(sequence, rollout, what);
    }

    private static void checkTokens(@Nullable ByteBuffer packed, @Nullable Integer count, String what)
            throws InvalidPayloadException {
        checkLength(packed, Integer.BYTES, count, what);
        require(noneNegative(packed), what + ": one is negative");
    }

    private static void checkLength(@Nullable ByteBuffer packed, int width, @Nullable Integer count, String what)
            throws InvalidPayloadException {
        require(
                packed == null || (count != null && packed.remaining() == (long) count * width),
                what + " do not fit " + count + " tokens");
    }

    private static void checkVersions(Sequence sequence, Rollout rollout, String what) throws InvalidPayloadException {
        List<TokenVersionRun> runs = sequence.getTokenVersions();
        if (runs.isEmpty()) {
            return;
        }
        long tokens = 0;
        for (TokenVersionRun run : runs) {
            require(run.getCount() > 0, what + ": a run of " + run.getCount() + " tokens");
            require(
                    within(run.getVersion(), rollout.getPolicyVersionMin(), rollout.getPolicyVersionMax()),
                    what + ": tokens of version " + run.getVersion() + " outside the rollout's versions");
            tokens += run.getCount();
        }
        require(
                sequence.getTokenCount() != null && tokens == sequence.getTokenCount(),
                what + ": versions of " + tokens + " tokens, but a token count of " + sequence.getTokenCount());
    }

    private static boolean within(long version, @Nullable Long min, @Nullable Long max) {
        return (min == null || version >= min) && (max == null || version <= max);
    }

    /** NaN and both infinities are the floats whose exponent bits are all set. */
    private static boolean allFinite(@Nullable ByteBuffer packed) {
        if (packed == null) {
            return true;
        }
        ByteBuffer bits = packed.slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean finite = true;
        for (int i = 0; i + Float.BYTES <= bits.limit(); i += Float.BYTES) {
            finite &= (bits.getInt(i) & EXPONENT_BITS) != EXPONENT_BITS;
        }
        return finite;
    }

    private static boolean noneNegative(@Nullable ByteBuffer packed) {
        if (packed == null) {
            return true;
        }
        ByteBuffer ids = packed.slice().order(ByteOrder.LITTLE_ENDIAN);
        int signs = 0;
        for (int i = 0; i + Integer.BYTES <= ids.limit(); i += Integer.BYTES) {
            signs |= ids.getInt(i);
        }
        return signs >= 0;
    }
}
