package dev.rollstream.avro.registry;

import java.util.List;

/** Where a {@link LocalRegistry} keeps what it accepted: a log of entries that is read once, at the start, and then appended to. */
public interface SchemaStore extends AutoCloseable {
    /** All entries in the order in which they were appended. */
    List<StoredEntry> load();

    /**
     * Makes an entry durable. It counts only once this returns.
     *
     * @throws RegistryUnavailableException if it could not be stored; the registry's state is then unchanged
     */
    void append(StoredEntry entry);

    @Override
    void close();
}
