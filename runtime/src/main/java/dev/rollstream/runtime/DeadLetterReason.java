package dev.rollstream.runtime;

/** Why a record could not be used. */
public enum DeadLetterReason {
    /** The bytes are not a record of the topic's schema. */
    UNDECODABLE,
    /** The record decodes, but breaks the contract: a field is missing, out of range, or contradicts its key. */
    INVALID,
    /** A rollout whose group's answer key never came. */
    NO_ANSWER_KEY,
    /** A rollout for an empty slot of a group that has ended. */
    LATE,
    /** A record in another partition than its group's. */
    WRONG_PARTITION,
    /** A rollout without its answer key, when there was no more room to wait for it. */
    PARK_FULL,
    /** A second record for what is already settled, with other content. */
    CONFLICT,
    /** A reward event of a group that was never opened. */
    ORPHAN,
    /** What would come of the record is larger than Kafka takes. */
    OVERSIZE
}
