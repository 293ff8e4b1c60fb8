/**
 * Learners as stages. Package {@code reader} hands out complete groups with their payloads, {@code ledger} tells the stream what became
 * of them; {@link dev.rollstream.learner.ReadingLearner} only reads, checks and counts.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.learner;
