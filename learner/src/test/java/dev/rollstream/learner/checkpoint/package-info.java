@org.jspecify.annotations.NullMarked
package dev.rollstream.learner.checkpoint;
