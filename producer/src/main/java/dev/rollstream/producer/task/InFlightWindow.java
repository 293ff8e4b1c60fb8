package dev.rollstream.producer.task;

import java.util.BitSet;

/**
 * The groups of a run that have no terminal record yet. It counts slots: opening or ending the same group again changes
 * nothing, so redelivered terminal records are harmless.
 *
 * <p>It also notices that nobody answers: when as many groups in a row as the window holds have ended without a single member,
 * it is <em>silent</em>, and lets one group at a time through, until a group with a member ends.
 *
 * <p>A bit per sequence number of the run: 125 kB for a million groups.
 */
final class InFlightWindow {
    private static final int MAX_SEQUENCE = Integer.MAX_VALUE - 1;

    private final int limit;
    private final int silentAfter;
    private final BitSet open = new BitSet();
    private final BitSet ended = new BitSet();
    private int openCount;
    private int unanswered;

    /**
     * An empty window.
     *
     * @param limit most open groups
     * @param silentAfter how many groups in a row must end without a member before it is silent
     */
    InFlightWindow(int limit, int silentAfter) {
        this.limit = limit;
        this.silentAfter = silentAfter;
    }

    /** A group was made. */
    void opened(long sequence) {
        int bit = bit(sequence);
        if (!open.get(bit) && !ended.get(bit)) {
            open.set(bit);
            openCount++;
        }
    }

    /**
     * A group's terminal record was read.
     *
     * @param sequence the group
     * @param answer whether it had members
     * @return whether this is the first that is heard of its end
     */
    boolean ended(long sequence, Answer answer) {
        int bit = bit(sequence);
        if (ended.get(bit)) {
            return false;
        }
        ended.set(bit);
        if (open.get(bit)) {
            open.clear(bit);
            openCount--;
        }
        unanswered = answer.streak(unanswered);
        return true;
    }

    /** How many groups may be made now. */
    int room() {
        if (silent()) {
            return openCount == 0 ? 1 : 0;
        }
        return Math.max(0, limit - openCount);
    }

    /** Whether a whole window ended without one member, and none has come since. */
    boolean silent() {
        return unanswered >= silentAfter;
    }

    /** Groups without a terminal record. */
    int open() {
        return openCount;
    }

    private static int bit(long sequence) {
        if (sequence > MAX_SEQUENCE) {
            throw new IllegalStateException("a run has at most " + MAX_SEQUENCE + " groups; start a new run");
        }
        return (int) sequence;
    }

    /** What a terminal record says of the workers. */
    enum Answer {
        /** It has members: somebody answers. */
        MEMBERS,
        /** Its deadline came without one. */
        NONE,
        /** It was cancelled before anybody could be expected to answer. */
        UNKNOWN;

        private int streak(int before) {
            return switch (this) {
                case MEMBERS -> 0;
                case NONE -> before + 1;
                case UNKNOWN -> before;
            };
        }
    }
}
