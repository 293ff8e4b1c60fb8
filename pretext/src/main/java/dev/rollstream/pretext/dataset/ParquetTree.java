package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * A parquet record as the tree that JSON lines would give, with bytes as binary nodes. A list is a list however its writer nests
 * groups for it: three deep as the format asks for now, or two as it did, or a field that repeats.
 */
final class ParquetTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ParquetTree() {}

    static ObjectNode of(Group record) {
        ObjectNode tree = NODES.objectNode();
        for (Type field : record.getType().getFields()) {
            tree.set(field.getName(), field(record, field));
        }
        return tree;
    }

    private static JsonNode field(Group parent, Type field) {
        int count = parent.getFieldRepetitionCount(field.getName());
        if (!field.isRepetition(Type.Repetition.REPEATED)) {
            return count == 0 ? NODES.nullNode() : value(parent, field, 0);
        }
        ArrayNode values = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            values.add(value(parent, field, i));
        }
        return values;
    }

    private static JsonNode value(Group parent, Type field, int index) {
        if (field.isPrimitive()) {
            return primitive(parent, field.asPrimitiveType(), index);
        }
        Group group = parent.getGroup(field.getName(), index);
        return isList(field.asGroupType()) ? list(group) : of(group);
    }

    /** Whether a group has nothing in it but a field that repeats. */
    private static boolean isList(GroupType group) {
        return group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
    }

    private static ArrayNode list(Group group) {
        ArrayNode list = NODES.arrayNode();
        Type repeated = group.getType().getType(0);
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            list.add(
                    isWrapper(repeated)
                            ? field(group.getGroup(0, i), repeated.asGroupType().getType(0))
                            : value(group, repeated, i));
        }
        return list;
    }

    /** Whether the group that repeats only holds an element, and is none: the format's own rule for files of old writers. */
    private static boolean isWrapper(Type repeated) {
        return !repeated.isPrimitive()
                && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().endsWith("_tuple");
    }

    private static JsonNode primitive(Group parent, PrimitiveType type, int index) {
        String name = type.getName();
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> NODES.booleanNode(parent.getBoolean(name, index));
            case INT32 -> whole(BigInteger.valueOf(parent.getInteger(name, index)), meaning);
            case INT64 -> whole(BigInteger.valueOf(parent.getLong(name, index)), meaning);
            case FLOAT -> number(parent.getFloat(name, index), Float.toString(parent.getFloat(name, index)));
            case DOUBLE -> number(parent.getDouble(name, index), Double.toString(parent.getDouble(name, index)));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(parent, name, index, meaning);
            case INT96 -> NODES.nullNode();
        };
    }

    private static JsonNode bytes(Group parent, String name, int index, LogicalTypeAnnotation meaning) {
        byte[] bytes = parent.getBinary(name, index).getBytes();
        boolean text = meaning instanceof StringLogicalTypeAnnotation
                || meaning instanceof EnumLogicalTypeAnnotation
                || meaning instanceof JsonLogicalTypeAnnotation;
        if (text) {
            return NODES.textNode(parent.getString(name, index));
        }
        boolean decimal = meaning instanceof DecimalLogicalTypeAnnotation && bytes.length > 0;
        return decimal ? whole(new BigInteger(bytes), meaning) : NODES.binaryNode(bytes);
    }

    /** A whole number, or one whose decimal point the type moves. */
    private static JsonNode whole(BigInteger digits, LogicalTypeAnnotation meaning) {
        return meaning instanceof DecimalLogicalTypeAnnotation decimal
                ? NODES.numberNode(new BigDecimal(digits, decimal.getScale()))
                : NODES.numberNode(digits);
    }

    /** A number; nothing if it is none, which is how tables of floats say that they have none. */
    private static JsonNode number(double value, String shortest) {
        return Double.isFinite(value) ? NODES.numberNode(new BigDecimal(shortest)) : NODES.nullNode();
    }
}
