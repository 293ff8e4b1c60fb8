/**
 * Client side of the Schema Registry REST API (Confluent's; Apicurio, Karapace and Redpanda speak it too): an HTTP client with
 * caches, failover and bounded calls, and a registry of the same behaviour inside this JVM for tests and the embedded stack.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.avro.registry;
