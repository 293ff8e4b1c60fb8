/** Task producer and rollout worker on an embedded broker. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.producer;
