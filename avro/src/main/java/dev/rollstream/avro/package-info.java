/** The contract: the records of every topic (generated from {@code src/main/avro}), group ids, and the typed topic catalogue. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.avro;
