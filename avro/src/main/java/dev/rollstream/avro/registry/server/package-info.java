/**
 * The small schema registry of the embedded stack: the REST API that clients of every language speak, over a {@link
 * dev.rollstream.avro.registry.LocalRegistry} that lives in memory or in a compacted Kafka topic. For one machine: it has no
 * accounts and no replicas; a shared cluster brings a registry of its own.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.avro.registry.server;
