package dev.rollstream.avro.registry;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * A schema registry: schemas by id, and the versions of each subject.
 *
 * <p>Every method may throw two things, and they mean opposite things. {@link RegistryException}: the registry answered and
 * said no (unknown, incompatible, not allowed); asking again gives the same answer. {@link RegistryUnavailableException}: no
 * registry answered within the call's time limit; the caller waits and asks again, and blames no record.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface RegistryClient extends AutoCloseable {
    /**
     * Registers a schema as the newest version of a subject, or finds it where it is registered already.
     *
     * @param normalize whether the registry may compare without regard to insignificant differences of the text
     * @return the schema's id
     * @throws RegistryException 409 if the subject's compatibility level forbids it, 42201 if it is not a valid schema
     */
    int register(String subject, Schema schema, boolean normalize);

    /**
     * The id of a schema that is registered under a subject.
     *
     * @throws RegistryException 40401 if there is no such subject, 40403 if the schema is not among its versions
     */
    int lookup(String subject, Schema schema, boolean normalize);

    /**
     * The schema of an id.
     *
     * @throws RegistryException 40403 if no schema has that id
     */
    Schema schemaById(int id);

    /**
     * The schema of a GUID, which is the same in every registry.
     *
     * @throws RegistryException 404 or 40403 if no schema has it, or if the registry has no lookup by GUID
     */
    Schema schemaByGuid(UUID guid);

    /**
     * The newest version of a subject.
     *
     * @throws RegistryException 40401 if there is no such subject
     */
    SubjectVersion latest(String subject);

    /** All subjects. */
    List<String> subjects();

    /**
     * The version numbers of a subject, ascending.
     *
     * @throws RegistryException 40401 if there is no such subject
     */
    List<Integer> versions(String subject);

    /**
     * Whether a schema could be registered under a subject.
     *
     * @return what is in the way; empty if nothing is, as for a subject that does not exist yet
     */
    List<String> incompatibilities(String subject, Schema schema);

    /** The level of subjects that have none of their own. */
    CompatibilityLevel globalLevel();

    /** Sets the level of subjects that have none of their own. */
    void setGlobalLevel(CompatibilityLevel level);

    /**
     * The subject's own level; empty if it follows the global one. Some registries answer the global level instead of nothing.
     */
    Optional<CompatibilityLevel> level(String subject);

    /** Sets the subject's own level. */
    void setLevel(String subject, CompatibilityLevel level);

    /** Where the registry is, for messages: addresses without credentials. */
    String describe();

    @Override
    void close();
}
