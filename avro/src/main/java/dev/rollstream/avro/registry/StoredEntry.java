package dev.rollstream.avro.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/** One thing that a registry remembers. */
public sealed interface StoredEntry {
    /**
     * A version of a subject.
     *
     * @param version number within the subject, from 1
     * @param id the schema's id, the same for the same schema under every subject
     */
    record Version(String subject, int version, int id, Schema schema) implements StoredEntry {}

    /**
     * A compatibility level.
     *
     * @param subject the subject it holds for; empty: every subject without one of its own
     */
    record Level(Optional<String> subject, CompatibilityLevel level) implements StoredEntry {}
}
