package dev.rollstream.avro.registry;

import org.apache.avro.Schema;

/**
 * One version of a subject.
 *
 * @param subject the subject
 * @param version number within the subject, from 1
 * @param id id of the schema within the registry; the same schema has the same id under every subject
 * @param schema the schema
 */
public record SubjectVersion(String subject, int version, int id, Schema schema) {}
