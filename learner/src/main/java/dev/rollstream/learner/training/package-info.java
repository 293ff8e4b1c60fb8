/**
 * How a policy learns, without a stream: a cold start, then batches of groups with advantages. {@link
 * dev.rollstream.learner.training.PolicyTrainer} is a function of what it holds and what it is given: it knows no Kafka, no clock, and
 * no randomness but seeds.
 */
@NullMarked
package dev.rollstream.learner.training;

import org.jspecify.annotations.NullMarked;
