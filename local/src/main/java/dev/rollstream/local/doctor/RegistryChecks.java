package dev.rollstream.local.doctor;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Whether a registry is there, takes this version's schemas, and keeps others from registering what our readers cannot read. */
final class RegistryChecks {
    private static final String SUBJECT = "registry";

    private final RegistryClient registry;
    private final List<Topic<?>> topics;

    RegistryChecks(RegistryClient registry, Topics topics) {
        this.registry = registry;
        this.topics = topics.all().stream()
                .filter(topic -> SpecificRecord.class.isAssignableFrom(topic.valueType()))
                .toList();
    }

    /** Looks. */
    List<DoctorLine> check() {
        try {
            List<String> subjects = registry.subjects();
            return List.of(
                    DoctorLine.ok(SUBJECT, "reachable", registry.describe() + ", " + subjects.size() + " subjects"),
                    schemas(subjects),
                    levels(subjects));
        } catch (RegistryUnavailableException | RegistryException e) {
            return List.of(DoctorLine.failed(
                    SUBJECT, "reachable", e.getMessage() + " (--schema-registry, and schema.registry.* in --config)"));
        }
    }

    private DoctorLine schemas(List<String> subjects) {
        List<String> problems = new ArrayList<>();
        for (Topic<?> topic : topics) {
            Schema schema = SpecificData.get().getSchema(topic.valueType());
            List<String> inTheWay = registry.incompatibilities(topic.subject(), schema);
            if (!inTheWay.isEmpty()) {
                problems.add(topic.subject() + " does not take ours (" + inTheWay.get(0) + ")");
            }
        }
        if (!problems.isEmpty()) {
            return DoctorLine.failed(
                    SUBJECT,
                    "schemas",
                    String.join("; ", problems) + ": another version of this program, or another program, owns them;"
                            + " --prefix names another stream");
        }
        long known = topics.stream()
                .filter(topic -> subjects.contains(topic.subject()))
                .count();
        return DoctorLine.ok(
                SUBJECT, "schemas", "all " + topics.size() + " fit, " + known + " of them registered already");
    }

    private DoctorLine levels(List<String> subjects) {
        CompatibilityLevel global = registry.globalLevel();
        List<String> weak = topics.stream()
                .map(Topic::subject)
                .filter(subjects::contains)
                .filter(subject -> registry.level(subject).orElse(global) != CompatibilityLevel.FULL_TRANSITIVE)
                .toList();
        if (weak.isEmpty()) {
            return DoctorLine.ok(SUBJECT, "compatibility level", "FULL_TRANSITIVE where schemas are registered");
        }
        return DoctorLine.note(
                SUBJECT,
                "compatibility level",
                "weaker than FULL_TRANSITIVE for " + String.join(", ", weak)
                        + ": another program could register a schema that our readers cannot read");
    }
}
