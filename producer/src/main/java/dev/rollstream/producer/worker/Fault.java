package dev.rollstream.producer.worker;

import java.util.Locale;

/** Why a member has no completion. The kinds are few, so that they can be counted; the error beside says the rest. */
public enum Fault {
    /** The task cannot be put to this engine: a picture is missing, or a sampling parameter is beyond it. */
    PROMPT,
    /** The engine finds fault with the task: a picture that it cannot read, a prompt beyond its context. */
    REFUSED,
    /** Everything that tried broke down over the task, and is well otherwise. */
    BROKEN,
    /** The reply is not what the API says: no JSON, no UTF-8. */
    GARBLED,
    /** There is no completion, or an empty one, where one should be. */
    MISSING,
    /** Token ids, log-probabilities and counts are not what they should be, or do not fit together. */
    NUMBERS,
    /** The text is not what was sampled: thinking or a tool call was taken out of it. */
    ALTERED,
    /** The engine gave up in the middle. */
    ABORTED,
    /** The reply, or the rollout, is larger than is taken. */
    OVERSIZE,
    /** The group's deadline passed first. */
    DEADLINE,
    /** The engine makes it fail on purpose. */
    SCRIPTED;

    /** How it is called in records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
