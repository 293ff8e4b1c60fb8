package dev.rollstream.avro.registry;

import java.util.List;

/** Keeps nothing beyond the life of the process: the registry's own state is the only copy, and no append fails. */
public final class MemoryStore implements SchemaStore {
    @Override
    public List<StoredEntry> load() {
        return List.of();
    }

    @Override
    public void append(StoredEntry entry) {
        // the registry applies the entry to its own state, which is all there is to keep
    }

    @Override
    public void close() {
        // nothing is open
    }
}
