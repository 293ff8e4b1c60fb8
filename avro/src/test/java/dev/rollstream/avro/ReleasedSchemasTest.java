package dev.rollstream.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.SchemaText;
import dev.rollstream.avro.serde.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that keep the contract readable: by programs of every release, and by people. */
class ReleasedSchemasTest {
    private static final String WRITE_VERSION = "rollstream.released.version";
    private static final Path RELEASED = Path.of("src", "test", "resources", "released");

    /** Fields that make a record what it is, and the parts of records that mean nothing without them. */
    private static final Set<String> IDENTITIES = Set.of(
            "AdvantageGroup.group_id",
            "AdvantageGroup.run_id",
            "AnswerKeyEvent.group_id",
            "AnswerKeyEvent.run_id",
            "Component.name",
            "EstimatorSettings.name",
            "Member.index",
            "MemberScored.index",
            "PartitionPosition.offset",
            "PartitionPosition.partition",
            "PolicyVersion.policy_id",
            "PolicyVersion.version",
            "Progress.learner",
            "Receipt.group_id",
            "Receipt.learner",
            "Receipt.run_id",
            "RecordRef.offset",
            "RecordRef.partition",
            "RewardEvent.group_id",
            "RewardEvent.run_id",
            "Rollout.group_id",
            "Rollout.index",
            "Rollout.run_id",
            "Task.group_id",
            "Task.run_id",
            "TokenVersionRun.count",
            "TokenVersionRun.version");

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    void everySchemaIsFullyCompatibleWithEveryRelease(Class<? extends SpecificRecord> type) throws IOException {
        // Given
        List<Schema> released = released(type);

        // When
        List<String> problems = CompatibilityLevel.FULL_TRANSITIVE.incompatibilities(Records.schema(type), released);

        // Then
        assertThat(released).isNotEmpty();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    void everyFieldAndTypeIsDocumented(Class<? extends SpecificRecord> type) {
        // When
        List<String> undocumented = new ArrayList<>();
        for (Schema named : namedTypes(Records.schema(type))) {
            note(undocumented, named.getFullName(), named.getDoc());
            if (named.getType() == Schema.Type.RECORD) {
                named.getFields().forEach(field -> note(undocumented, path(named, field), field.doc()));
            }
        }

        // Then
        assertThat(undocumented).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    void everyEnumHasADefaultSymbol(Class<? extends SpecificRecord> type) {
        // When
        List<Schema> enums = namedTypes(Records.schema(type)).stream()
                .filter(named -> named.getType() == Schema.Type.ENUM)
                .toList();

        // Then
        assertThat(enums).allSatisfy(each -> assertThat(each.getEnumDefault()).isEqualTo("UNKNOWN"));
    }

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    void everyFieldButIdentitiesHasADefault(Class<? extends SpecificRecord> type) {
        // When
        Set<String> without = new TreeSet<>();
        for (Schema named : namedTypes(Records.schema(type))) {
            if (named.getType() == Schema.Type.RECORD) {
                named.getFields().stream()
                        .filter(field -> !field.hasDefaultValue())
                        .forEach(field -> without.add(path(named, field)));
            }
        }

        // Then
        assertThat(IDENTITIES).containsAll(without);
    }

    /** Adds a release; see the README beside the files. */
    @Test
    @EnabledIfSystemProperty(named = WRITE_VERSION, matches = "[1-9][0-9]*")
    void writeTheCurrentSchemasAsRelease() throws IOException {
        Files.createDirectories(RELEASED);
        for (Class<? extends SpecificRecord> type : Records.types()) {
            Path file = RELEASED.resolve(type.getSimpleName() + "." + System.getProperty(WRITE_VERSION) + ".avsc");
            Schema schema = SchemaText.withoutJavaProperties(Records.schema(type));
            Files.writeString(file, SchemaFormatter.format("json/pretty", schema) + "\n");
        }
    }

    private static List<Schema> released(Class<? extends SpecificRecord> type) throws IOException {
        List<Schema> schemas = new ArrayList<>();
        try (Stream<Path> files = Files.list(RELEASED)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().matches(type.getSimpleName() + "\\.[0-9]+\\.avsc")) {
                    schemas.add(SchemaText.parse(Files.readString(file)));
                }
            }
        }
        return schemas;
    }

    private static void note(List<String> undocumented, String what, @org.jspecify.annotations.Nullable String doc) {
        if (doc == null || doc.isBlank()) {
            undocumented.add(what);
        }
    }

    private static String path(Schema record, Field field) {
        return record.getName() + "." + field.name();
    }

    private static List<Schema> namedTypes(Schema root) {
        Map<String, Schema> found = new LinkedHashMap<>();
        collect(root, found);
        return List.copyOf(found.values());
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM -> found.put(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(type -> collect(type, found));
            default -> {
                // has no name
            }
        }
    }
}
