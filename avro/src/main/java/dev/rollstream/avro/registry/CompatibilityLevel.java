package dev.rollstream.avro.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/**
 * Which changes of a schema a subject allows. BACKWARD: the new schema reads what was written before; FORWARD: readers of the
 * old schema read what the new one writes; FULL: both. The plain levels look at the newest version only, the transitive ones
 * at all.
 */
public enum CompatibilityLevel {
    /** Everything is allowed. */
    NONE(false, false, false),
    /** The new schema reads data of the newest version. */
    BACKWARD(true, false, false),
    /** The new schema reads data of every version. */
    BACKWARD_TRANSITIVE(true, false, true),
    /** The newest version reads data of the new schema. */
    FORWARD(false, true, false),
    /** Every version reads data of the new schema. */
    FORWARD_TRANSITIVE(false, true, true),
    /** BACKWARD and FORWARD. */
    FULL(true, true, false),
    /** BACKWARD_TRANSITIVE and FORWARD_TRANSITIVE. */
    FULL_TRANSITIVE(true, true, true);

    private final boolean backward;
    private final boolean forward;
    private final boolean transitive;

    CompatibilityLevel(boolean backward, boolean forward, boolean transitive) {
        this.backward = backward;
        this.forward = forward;
        this.transitive = transitive;
    }

    /**
     * The level of a name, in any case.
     *
     * @throws RegistryException 42203 if there is no such level
     */
    public static CompatibilityLevel parse(String name) {
        for (CompatibilityLevel level : values()) {
            if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        throw RegistryException.of(
                RegistryException.INVALID_LEVEL, "invalid compatibility level; valid are " + List.of(values()));
    }

    /**
     * What forbids a schema.
     *
     * @param candidate the new schema
     * @param earlier the subject's versions, oldest first
     * @return one sentence for each problem; empty if the schema is allowed
     */
    public List<String> incompatibilities(Schema candidate, List<Schema> earlier) {
        int first = transitive ? 0 : Math.max(0, earlier.size() - 1);
        List<String> problems = new ArrayList<>();
        for (Schema old : earlier.subList(first, earlier.size())) {
            if (backward) {
                explain(candidate, old, "the new schema cannot read data of an earlier version", problems);
            }
            if (forward) {
                explain(old, candidate, "an earlier version cannot read data of the new schema", problems);
            }
        }
        return problems;
    }

    private static void explain(Schema reader, Schema writer, String direction, List<String> problems) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        for (Incompatibility problem : result.getIncompatibilities()) {
            problems.add(direction + ": " + problem.getType() + " at " + problem.getLocation() + ": "
                    + problem.getMessage());
        }
    }
}
