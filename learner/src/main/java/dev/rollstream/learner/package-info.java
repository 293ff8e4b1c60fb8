/**
 * ADVANTAGES with their payloads to batches of complete groups. {@link dev.rollstream.learner.GroupReader} cuts the batches,
 * {@link dev.rollstream.learner.Position} says where it stands, {@link dev.rollstream.learner.ReadingLearner} is the stage that
 * reads, checks and counts.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.learner;
