/** What a learner needs to go on from a step as if nothing had happened: on disk, whole or not at all. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.learner.checkpoint;
