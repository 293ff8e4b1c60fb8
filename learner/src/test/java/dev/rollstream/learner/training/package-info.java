/** Tests of the training core. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.learner.training;
