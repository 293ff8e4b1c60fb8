package dev.rollstream.pretext.dataset;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns a parquet record into a row. Pictures may be texts (paths), bytes, or groups with either or both in fields {@code path}
 * and {@code bytes}; one of them, or a list of them however many groups its writer nests for a list.
 */
final class ParquetRow {
    private ParquetRow() {}

    static StoredRow of(Group record) {
        List<StoredRow.Picture> pictures = new ArrayList<>();
        collect(record, ParquetColumns.IMAGES, pictures);
        StoredRow.Origin origin = new StoredRow.Origin(
                text(record, ParquetColumns.TASK),
                text(record, ParquetColumns.VARIANT),
                text(record, ParquetColumns.MODE),
                text(record, ParquetColumns.SOURCE),
                number(record, ParquetColumns.SEED));
        return new StoredRow(
                text(record, ParquetColumns.PROBLEM), text(record, ParquetColumns.ANSWER), pictures, origin);
    }

    private static void collect(Group parent, String field, List<StoredRow.Picture> pictures) {
        Type type = parent.getType().getType(field);
        for (int i = 0; i < parent.getFieldRepetitionCount(field); i++) {
            if (type.isPrimitive()) {
                boolean text = type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
                pictures.add(
                        text
                                ? new StoredRow.Picture(parent.getString(field, i), null)
                                : new StoredRow.Picture(
                                        null, parent.getBinary(field, i).getBytes()));
            } else {
                collect(parent.getGroup(field, i), pictures);
            }
        }
    }

    private static void collect(Group group, List<StoredRow.Picture> pictures) {
        GroupType type = group.getType();
        if (type.containsField(ParquetColumns.BYTES) || type.containsField(ParquetColumns.PATH)) {
            pictures.add(new StoredRow.Picture(text(group, ParquetColumns.PATH), bytes(group)));
            return;
        }
        for (Type inner : type.getFields()) {
            int before = pictures.size();
            collect(group, inner.getName(), pictures);
            if (pictures.size() == before && inner.isRepetition(Type.Repetition.OPTIONAL)) {
                pictures.add(new StoredRow.Picture(null, null));
            }
        }
    }

    private static byte @Nullable [] bytes(Group group) {
        return isBinary(group, ParquetColumns.BYTES)
                ? group.getBinary(ParquetColumns.BYTES, 0).getBytes()
                : null;
    }

    private static @Nullable String text(Group group, String field) {
        return isBinary(group, field) ? group.getString(field, 0) : null;
    }

    private static boolean isBinary(Group group, String field) {
        return has(group, field, PrimitiveTypeName.BINARY);
    }

    private static @Nullable Long number(Group group, String field) {
        return has(group, field, PrimitiveTypeName.INT64) ? group.getLong(field, 0) : null;
    }

    private static boolean has(Group group, String field, PrimitiveTypeName primitive) {
        if (!group.getType().containsField(field) || group.getFieldRepetitionCount(field) == 0) {
            return false;
        }
        Type type = group.getType().getType(field);
        return type.isPrimitive() && type.asPrimitiveType().getPrimitiveTypeName() == primitive;
    }
}
