package dev.rollstream.avro.registry;

import java.util.List;

/**
 * Where a {@link LocalRegistry} keeps what it accepted: a log of entries with one writer, read at the start and then appended
 * to.
 */
public interface SchemaStore extends AutoCloseable {
    /**
     * Becomes the only writer and reads all entries, in the order in which they were appended. Called at the start, and again
     * after an append that failed, because that entry may have been stored or not.
     *
     * @throws RegistryUnavailableException if the entries could not be read
     */
    List<StoredEntry> load();

    /**
     * Makes an entry durable. It counts only once this returns.
     *
     * @throws RegistryUnavailableException if it may not have been stored
     */
    void append(StoredEntry entry);

    @Override
    void close();
}
