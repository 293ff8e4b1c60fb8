package dev.rollstream.learner.reader;

import dev.rollstream.avro.ReceiptOutcome;

/**
 * A group that was to train and cannot. It is part of the batch so that a receipt can say so.
 *
 * @param group the group and where its terminal record lies
 * @param outcome STALE, PAYLOAD_GONE or PAYLOAD_INVALID
 * @param detail what is wrong, for people
 */
public record Refused(GroupRef group, ReceiptOutcome outcome, String detail) {}
