package dev.rollstream.scorer.group;

/** Where a group is in its life. */
public enum Phase {
    /** Waiting for members. */
    OPEN(0),
    /** Ended: every slot was taken. */
    FULL(1),
    /** Ended: its time was over. */
    DEADLINE(2),
    /** Ended: it was cancelled. */
    CANCELLED(3);

    private final byte code;

    Phase(int code) {
        this.code = (byte) code;
    }

    /** The phase in a packed group; never changes its meaning. */
    byte code() {
        return code;
    }

    /** The phase of a {@link #code}. */
    static Phase of(byte code) {
        for (Phase phase : values()) {
            if (phase.code == code) {
                return phase;
            }
        }
        throw new IllegalStateException("A stored group has the unknown phase " + code);
    }
}
