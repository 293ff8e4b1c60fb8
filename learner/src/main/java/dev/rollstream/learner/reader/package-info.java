/**
 * ADVANTAGES with their payloads to batches of complete groups. {@link dev.rollstream.learner.reader.GroupReader} cuts the batches,
 * {@link dev.rollstream.learner.reader.Position} says where it stands.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.learner.reader;
