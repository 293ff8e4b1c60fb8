/**
 * Serializer and deserializer of generated records in Confluent's wire format: a zero byte, the schema's id as a big-endian
 * int32, the record in Avro binary. Read besides: the forms that carry a GUID, and those that carry id or GUID in a header.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.avro.serde;
