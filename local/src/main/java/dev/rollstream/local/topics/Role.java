package dev.rollstream.local.topics;

import java.util.Locale;

/** What a principal is to the stream. */
public enum Role {
    /** The task producer: knows the answers. */
    TASKS,
    /** A rollout worker: knows neither answers nor rewards, and writes rollouts. */
    WORKER,
    /** The scorer: knows the answers, and alone writes rewards. */
    SCORER,
    /** The aggregator: alone writes advantages. */
    AGGREGATOR,
    /** A learner: reads what it learns from, and tells what it did with it. */
    LEARNER,
    /** Whoever watches: reads everything but answer keys, and writes nothing. */
    WATCHER,
    /** Whoever audits, reports and watches: reads everything, answers too, and writes nothing. */
    AUDITOR;

    /** As people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
