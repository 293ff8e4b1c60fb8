/** Tests of the rollout worker. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.worker;
