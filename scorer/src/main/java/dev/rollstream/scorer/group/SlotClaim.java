package dev.rollstream.scorer.group;

/** What becomes of a rollout that comes for a slot. */
public enum SlotClaim {
    /** The slot was empty: the rollout is a member. */
    TAKEN,
    /** The rollout is a member, and the last one. */
    TAKEN_LAST,
    /** The slot is taken by the same content: a redelivery. */
    DUPLICATE,
    /** The slot is taken by other content; the first one stays. */
    CONFLICT,
    /** The slot is empty, but the group has ended. */
    LATE,
    /** The group has no such slot. */
    NO_SUCH_SLOT;

    /** Whether the rollout is a member. */
    public boolean isMember() {
        return this == TAKEN || this == TAKEN_LAST;
    }

    /** Whether the slot was taken before. */
    public boolean isRepeat() {
        return this == DUPLICATE || this == CONFLICT;
    }
}
