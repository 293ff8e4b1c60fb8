package dev.rollstream.scorer.group;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One group from its answer key to when it is forgotten.
 *
 * <p>Transitions: {@code OPEN} becomes {@code FULL} by {@link #claim} of the last slot, {@code DEADLINE} by {@link #expire}, or
 * {@code CANCELLED} by {@link #cancel}; no other transition exists, so a group ends exactly once. A group that has ended stays as
 * a stub, without its answer, that still tells redeliveries from latecomers until {@link #dueMs()}.
 *
 * <p>Times are append times of the log. Nothing here reads a clock.
 */
public final class GroupState {
    /** Shortest time that a stub stays after its group's deadline. */
    public static final long MIN_STUB_MS = 60_000;

    /** Times and identity, fixed when the group opens. */
    record Terms(long keyHash, long openedAtMs, long deadlineMs) {
        long forgetMs() {
            return deadlineMs + Math.max(deadlineMs - openedAtMs, MIN_STUB_MS);
        }
    }

    /** The bits of a slot that tell contents apart; the others tell answers apart. */
    private static final long CONTENT = -1L << Short.SIZE;

    private final Terms terms;
    /** For each slot the upper 48 bits of its rollout's content hash, and 16 bits of its answer's; 0: empty. */
    private final long[] slots;

    private Phase phase;
    private int members;
    private int duplicates;
    private @Nullable Question question;

    GroupState(Terms terms, long[] slots, Phase phase, int duplicates, @Nullable Question question) {
        this.terms = terms;
        this.slots = slots;
        this.phase = phase;
        this.duplicates = duplicates;
        this.question = question;
        for (long slot : slots) {
            members += slot == 0 ? 0 : 1;
        }
    }

    /**
     * A group without members.
     *
     * @param question what its members are scored against
     * @param groupSize how many slots it has, at least 1
     * @param openedAtMs append time of its answer key
     * @param ttlMs time from then to its deadline, at least 1
     * @param keyHash {@link ContentHash} of the answer key
     */
    public static GroupState open(Question question, int groupSize, long openedAtMs, long ttlMs, long keyHash) {
        Terms terms = new Terms(keyHash, openedAtMs, openedAtMs + ttlMs);
        return new GroupState(terms, new long[groupSize], Phase.OPEN, 0, question);
    }

    /**
     * A rollout comes for a slot.
     *
     * @param index the slot
     * @param contentHash {@link ContentHash} of what decides its reward
     * @return what becomes of it; the state has changed accordingly
     */
    public SlotClaim claim(int index, long contentHash) {
        if (index < 0 || index >= slots.length) {
            return SlotClaim.NO_SUCH_SLOT;
        }
        long content = content(contentHash);
        if (slots[index] != 0) {
            duplicates += isOpen() ? 1 : 0;
            return content(slots[index]) == content ? SlotClaim.DUPLICATE : SlotClaim.CONFLICT;
        }
        if (phase != Phase.OPEN) {
            return SlotClaim.LATE;
        }
        slots[index] = content;
        members++;
        if (members < slots.length) {
            return SlotClaim.TAKEN;
        }
        phase = Phase.FULL;
        return SlotClaim.TAKEN_LAST;
    }

    private static long content(long hash) {
        long content = hash & CONTENT;
        return content == 0 ? 1L << Short.SIZE : content;
    }

    /** The answer that was found in a member; empty if it gave none. */
    public void answered(int index, String answer) {
        int code = answer.hashCode();
        long hash = (code ^ code >>> Short.SIZE) & ~CONTENT;
        slots[index] = (slots[index] & CONTENT) | (hash == 0 ? 1 : hash);
    }

    /** How many different answers the members gave, none being one of them. Two are taken for one in one of 65,536 cases. */
    public int distinctAnswers() {
        return (int) Arrays.stream(slots)
                .map(slot -> slot & ~CONTENT)
                .filter(answer -> answer != 0)
                .distinct()
                .count();
    }

    /**
     * The log has reached a time.
     *
     * @return whether the group ends by it
     */
    public boolean expire(long nowMs) {
        return nowMs >= terms.deadlineMs && end(Phase.DEADLINE);
    }

    /**
     * The group is not wanted any more.
     *
     * @return whether it ends by it; false if it had ended
     */
    public boolean cancel() {
        return end(Phase.CANCELLED);
    }

    private boolean end(Phase how) {
        if (phase != Phase.OPEN) {
            return false;
        }
        phase = how;
        return true;
    }

    /** Where the group is in its life. */
    public Phase phase() {
        return phase;
    }

    /** Whether members may still come. */
    public boolean isOpen() {
        return phase == Phase.OPEN;
    }

    /** What members are scored against; empty once the group was stored as a stub. */
    public Optional<Question> question() {
        return Optional.ofNullable(question);
    }

    /** Checksum of the answer key that opened the group. */
    public long keyHash() {
        return terms.keyHash;
    }

    /** Append time of the answer key that opened the group. */
    public long openedAtMs() {
        return terms.openedAtMs;
    }

    /** When the group ends at the latest. */
    public long deadlineMs() {
        return terms.deadlineMs;
    }

    /** When something must be done with the group: its deadline while it is open, then the end of its stub. */
    public long dueMs() {
        return isOpen() ? terms.deadlineMs : terms.forgetMs();
    }

    /** How many slots the group has. */
    public int groupSize() {
        return slots.length;
    }

    /** How many slots are taken. */
    public int members() {
        return members;
    }

    /** How many rollouts came for slots already taken before the group ended. */
    public int duplicates() {
        return duplicates;
    }

    Terms terms() {
        return terms;
    }

    /** A slot as it is stored: once the group has ended, without anything of its answer. */
    long slot(int index) {
        return isOpen() ? slots[index] : slots[index] & CONTENT;
    }
}
