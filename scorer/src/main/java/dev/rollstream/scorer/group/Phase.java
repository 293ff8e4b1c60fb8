package dev.rollstream.scorer.group;

/** Where a group is in its life. */
public enum Phase {
    /** Waiting for members. */
    OPEN,
    /** Ended: every slot was taken. */
    FULL,
    /** Ended: its time was over. */
    DEADLINE,
    /** Ended: it was cancelled. */
    CANCELLED
}
