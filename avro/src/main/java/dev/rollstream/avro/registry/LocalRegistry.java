package dev.rollstream.avro.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry in this JVM, with the rules of the real ones: a schema has one id however many subjects use it,
 * registering it again returns that id, and a subject's compatibility level decides what may follow.
 *
 * <p>Its state is a fold over the entries of a {@link SchemaStore}: an entry is checked, appended to the store, and only then
 * applied. One lock covers all of it, so that ids and versions have no gaps and the store's order is the order of application.
 */
public final class LocalRegistry implements RegistryClient {
    private final SchemaStore store;
    private final String description;
    private final Map<Integer, Schema> byId = new HashMap<>();
    private final Map<UUID, Schema> byGuid = new HashMap<>();
    private final Map<String, Integer> idOfText = new HashMap<>();
    private final Map<String, List<SubjectVersion>> subjects = new TreeMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private CompatibilityLevel globalLevel = CompatibilityLevel.BACKWARD;
    private int lastId;
    private boolean inDoubt;

    /** A registry that goes on from what the store holds. It closes the store with itself, and at once if it cannot be loaded. */
    public LocalRegistry(SchemaStore store, String description) {
        this.store = store;
        this.description = description;
        try {
            reload();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** An empty registry that lives as long as the process. */
    public static LocalRegistry inMemory() {
        return new LocalRegistry(new MemoryStore(), "in-memory registry");
    }

    @Override
    public synchronized int register(String subject, Schema schema, boolean normalize) {
        settleDoubt();
        Schema candidate = normalize ? SchemaText.normalize(schema) : schema;
        List<SubjectVersion> versions = subjects.getOrDefault(subject, List.of());
        SubjectVersion same = find(versions, candidate, normalize);
        if (same != null) {
            return same.id();
        }
        List<String> problems = incompatibilities(subject, candidate);
        if (!problems.isEmpty()) {
            throw RegistryException.of(
                    RegistryException.INCOMPATIBLE,
                    "schema is incompatible with subject " + subject + " at level " + effectiveLevel(subject) + ": "
                            + String.join("; ", problems));
        }
        int id = idOfText.getOrDefault(candidate.toString(), lastId + 1);
        int version = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1;
        commit(new StoredEntry.Version(subject, version, id, candidate));
        return id;
    }

    @Override
    public synchronized int lookup(String subject, Schema schema, boolean normalize) {
        return lookupVersion(subject, schema, normalize).id();
    }

    /** As {@link #lookup}, with the version. */
    public synchronized SubjectVersion lookupVersion(String subject, Schema schema, boolean normalize) {
        Schema wanted = normalize ? SchemaText.normalize(schema) : schema;
        SubjectVersion found = find(existing(subject), wanted, normalize);
        if (found == null) {
            throw RegistryException.of(
                    RegistryException.SCHEMA_NOT_FOUND,
                    "schema " + schema.getFullName() + " is not registered under subject " + subject);
        }
        return found;
    }

    private static @Nullable SubjectVersion find(List<SubjectVersion> versions, Schema schema, boolean normalize) {
        String text = schema.toString();
        for (SubjectVersion version : versions) {
            Schema registered = normalize ? SchemaText.normalize(version.schema()) : version.schema();
            if (registered.toString().equals(text)) {
                return version;
            }
        }
        return null;
    }

    @Override
    public synchronized Schema schemaById(int id) {
        return found(byId.get(id), "id " + id);
    }

    @Override
    public synchronized Schema schemaByGuid(UUID guid) {
        return found(byGuid.get(guid), "GUID " + guid);
    }

    private static Schema found(@Nullable Schema schema, String what) {
        if (schema == null) {
            throw RegistryException.of(RegistryException.SCHEMA_NOT_FOUND, "no schema has " + what);
        }
        return schema;
    }

    @Override
    public synchronized SubjectVersion latest(String subject) {
        List<SubjectVersion> versions = existing(subject);
        return versions.get(versions.size() - 1);
    }

    /**
     * A version of a subject.
     *
     * @throws RegistryException 40401 or 40402 if there is no such subject or version
     */
    public synchronized SubjectVersion version(String subject, int version) {
        return existing(subject).stream()
                .filter(candidate -> candidate.version() == version)
                .findFirst()
                .orElseThrow(() -> RegistryException.of(
                        RegistryException.VERSION_NOT_FOUND, "subject " + subject + " has no version " + version));
    }

    @Override
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    @Override
    public synchronized List<Integer> versions(String subject) {
        return existing(subject).stream().map(SubjectVersion::version).toList();
    }

    private List<SubjectVersion> existing(String subject) {
        List<SubjectVersion> versions = subjects.get(subject);
        if (versions == null) {
            throw RegistryException.of(RegistryException.SUBJECT_NOT_FOUND, "no subject " + subject);
        }
        return versions;
    }

    @Override
    public synchronized List<String> incompatibilities(String subject, Schema schema) {
        List<Schema> earlier = subjects.getOrDefault(subject, List.of()).stream()
                .map(SubjectVersion::schema)
                .toList();
        return effectiveLevel(subject).incompatibilities(schema, earlier);
    }

    /** The level that holds for a subject: its own, else the global one. */
    public synchronized CompatibilityLevel effectiveLevel(String subject) {
        return levels.getOrDefault(subject, globalLevel);
    }

    @Override
    public synchronized CompatibilityLevel globalLevel() {
        return globalLevel;
    }

    @Override
    public synchronized void setGlobalLevel(CompatibilityLevel level) {
        settleDoubt();
        commit(new StoredEntry.Level(Optional.empty(), level));
    }

    @Override
    public synchronized Optional<CompatibilityLevel> level(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    @Override
    public synchronized void setLevel(String subject, CompatibilityLevel level) {
        settleDoubt();
        commit(new StoredEntry.Level(Optional.of(subject), level));
    }

    private void commit(StoredEntry entry) {
        try {
            store.append(entry);
        } catch (RegistryUnavailableException e) {
            inDoubt = true;
            throw e;
        }
        apply(entry);
    }

    /** After a failed append nobody knows whether the entry was stored: before the next write the store says. */
    private void settleDoubt() {
        if (inDoubt) {
            reload();
        }
    }

    private void reload() {
        List<StoredEntry> entries = store.load();
        byId.clear();
        byGuid.clear();
        idOfText.clear();
        subjects.clear();
        levels.clear();
        globalLevel = CompatibilityLevel.BACKWARD;
        lastId = 0;
        entries.forEach(this::apply);
        inDoubt = false;
    }

    private void apply(StoredEntry entry) {
        if (entry instanceof StoredEntry.Version version) {
            applyVersion(version);
        } else if (entry instanceof StoredEntry.Level level) {
            level.subject()
                    .ifPresentOrElse(subject -> levels.put(subject, level.level()), () -> globalLevel = level.level());
        }
    }

    private void applyVersion(StoredEntry.Version entry) {
        byId.put(entry.id(), entry.schema());
        byGuid.put(SchemaText.guid(entry.schema()), entry.schema());
        idOfText.put(entry.schema().toString(), entry.id());
        lastId = Math.max(lastId, entry.id());
        List<SubjectVersion> versions = subjects.computeIfAbsent(entry.subject(), subject -> new ArrayList<>());
        versions.removeIf(version -> version.version() == entry.version());
        versions.add(new SubjectVersion(entry.subject(), entry.version(), entry.id(), entry.schema()));
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        store.close();
    }
}
