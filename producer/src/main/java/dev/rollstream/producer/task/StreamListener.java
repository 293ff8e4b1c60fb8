package dev.rollstream.producer.task;

import dev.rollstream.producer.task.InFlightWindow.Answer;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Hears what the topics say of a run: its groups, their ends, and how far the followed learner is. */
interface StreamListener {
    /** A group of the run is on topic answer-keys. */
    void made(long sequence);

    /** A group of the run has a terminal record. May be told twice of the same group. */
    void ended(GroupEnd end);

    /** The followed learner stands somewhere else. */
    void moved(LearnerPosition position);

    /**
     * The followed learner refused a group of the run: it will not train on it.
     *
     * @param partition place of its terminal record on topic advantages
     * @param offset likewise
     */
    void refused(int partition, long offset);

    /**
     * A terminal record.
     *
     * @param sequence the group
     * @param partition its place on topic advantages
     * @param offset its place on topic advantages
     * @param usable whether a learner trains on it (COMPLETE or PARTIAL)
     * @param answer whether it has members
     */
    record GroupEnd(long sequence, int partition, long offset, boolean usable, Answer answer) {}

    /**
     * Where a learner stands.
     *
     * @param next offset of the next record to read, by partition of topic advantages
     * @param batchSize groups in one of its batches; empty: it does not say
     * @param policyVersion newest version that it published; empty: none
     */
    record LearnerPosition(Map<Integer, Long> next, OptionalInt batchSize, OptionalLong policyVersion) {}
}
