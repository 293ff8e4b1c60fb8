package dev.rollstream.avro.serde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;

/**
 * Reader schemas with fewer fields than their class: what they leave out is skipped in the bytes, never built in memory.
 *
 * <p>A generated class stores fields by position, so that a schema with gaps would fill the wrong ones. {@link #align}
 * therefore keeps every position and renames what is left out: the writer has no field of that name, so that Avro skips the
 * writer's and fills in the default.
 */
public final class Projection {
    private static final String LEFT_OUT = "left_out__";

    private Projection() {}

    /**
     * A reader schema without some fields.
     *
     * @param schema a record's schema
     * @param fields what to leave out: names of that record's fields, or {@code Record.name} for a record within it
     * @throws IllegalArgumentException if there is no such field
     */
    public static Schema without(Schema schema, String... fields) {
        Set<String> missing = Arrays.stream(fields)
                .map(field -> field.contains(".") ? field : schema.getName() + "." + field)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> leftOut = Set.copyOf(missing);
        Schema smaller = new Rebuild((record, field) -> {
                    String path = record.getName() + "." + field.name();
                    missing.remove(path);
                    return leftOut.contains(path) ? Kept.NO : Kept.YES;
                })
                .copy(schema);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("schema " + schema.getFullName() + " has no field " + missing);
        }
        return smaller;
    }

    /**
     * The form of a projection that fills a generated class.
     *
     * @param full the class's own schema
     * @param reader the same record with fewer fields
     * @throws IllegalArgumentException if the reader has a field that the class lacks, or leaves out one that has no default
     */
    static Schema align(Schema full, Schema reader) {
        if (!full.getFullName().equals(reader.getFullName())) {
            throw new IllegalArgumentException(
                    "reader schema " + reader.getFullName() + " is not of " + full.getFullName());
        }
        Map<String, Schema> wanted = new HashMap<>();
        collectRecords(reader, wanted);
        Map<String, Schema> known = new HashMap<>();
        collectRecords(full, known);
        wanted.forEach((name, record) -> requireKnown(record, known.get(name)));
        return new Rebuild((record, field) -> {
                    Schema projected = wanted.get(record.getFullName());
                    boolean kept = projected == null || projected.getField(field.name()) != null;
                    return kept ? Kept.YES : Kept.PLACE_ONLY;
                })
                .copy(full);
    }

    private static void requireKnown(Schema record, @org.jspecify.annotations.Nullable Schema full) {
        for (Field field : record.getFields()) {
            if (full == null || full.getField(field.name()) == null) {
                throw new IllegalArgumentException("reader schema field " + record.getFullName() + "." + field.name()
                        + " is not in the generated class");
            }
        }
    }

    private static void collectRecords(Schema schema, Map<String, Schema> records) {
        switch (schema.getType()) {
            case RECORD -> {
                if (records.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collectRecords(field.schema(), records));
                }
            }
            case ARRAY -> collectRecords(schema.getElementType(), records);
            case MAP -> collectRecords(schema.getValueType(), records);
            case UNION -> schema.getTypes().forEach(type -> collectRecords(type, records));
            default -> {
                // holds no records
            }
        }
    }

    private enum Kept {
        YES,
        PLACE_ONLY,
        NO
    }

    private interface Choice {
        Kept of(Schema record, Field field);
    }

    /** Copies a schema, choosing for each field of each record. */
    private static final class Rebuild {
        private final Choice choice;
        private final Map<String, Schema> records = new HashMap<>();

        Rebuild(Choice choice) {
            this.choice = choice;
        }

        Schema copy(Schema schema) {
            Schema copied =
                    switch (schema.getType()) {
                        case RECORD -> record(schema);
                        case ARRAY -> Schema.createArray(copy(schema.getElementType()));
                        case MAP -> Schema.createMap(copy(schema.getValueType()));
                        case UNION ->
                            Schema.createUnion(
                                    schema.getTypes().stream().map(this::copy).toList());
                        default -> schema;
                    };
            if (schema.getType() == Schema.Type.ARRAY || schema.getType() == Schema.Type.MAP) {
                copied.addAllProps(schema);
            }
            return copied;
        }

        private Schema record(Schema schema) {
            Schema known = records.get(schema.getFullName());
            if (known != null) {
                return known;
            }
            Schema copied =
                    Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), schema.isError());
            records.put(schema.getFullName(), copied);
            schema.getAliases().forEach(copied::addAlias);
            copied.addAllProps(schema);
            copied.setFields(fields(schema));
            return copied;
        }

        private List<Field> fields(Schema schema) {
            List<Field> fields = new ArrayList<>();
            for (Field field : schema.getFields()) {
                switch (choice.of(schema, field)) {
                    case YES -> fields.add(new Field(field, copy(field.schema())));
                    case PLACE_ONLY -> fields.add(placeholder(schema, field));
                    case NO -> {
                        // left out
                    }
                }
            }
            return fields;
        }

        private Field placeholder(Schema schema, Field field) {
            if (!field.hasDefaultValue()) {
                throw new IllegalArgumentException("field " + schema.getFullName() + "." + field.name()
                        + " has no default and cannot be left out of a reader schema");
            }
            return new Field(LEFT_OUT + field.name(), copy(field.schema()), field.doc(), field.defaultVal());
        }
    }
}
