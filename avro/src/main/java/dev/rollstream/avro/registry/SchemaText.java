package dev.rollstream.avro.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.apache.avro.Schema;

/** Schemas as text: parsing of untrusted text, the normal form, and the GUID that is derived from the text. */
public final class SchemaText {
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final int SHOWN = 200;

    private SchemaText() {}

    /**
     * Parses untrusted text strictly, as a registry does before it accepts a schema: names and default values must be valid.
     *
     * @throws RegistryException 42201 with the reason if it is not a valid Avro schema
     */
    public static Schema parse(String text) {
        return parse(text, new Schema.Parser());
    }

    /**
     * Parses text that a registry accepted earlier, which may be older than today's rules for default values.
     *
     * @throws RegistryException 42201 with the reason if it is not an Avro schema at all
     */
    static Schema parseLeniently(String text, Schema.Parser parser) {
        return parse(text, parser.setValidateDefaults(false));
    }

    private static Schema parse(String text, Schema.Parser parser) {
        try {
            return parser.parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
            throw RegistryException.of(
                    RegistryException.INVALID_SCHEMA, "not a valid Avro schema (" + e.getMessage() + "): " + shown);
        }
    }

    /** The schema with its properties in the order of their names: two schemas that differ only there become equal text. */
    static Schema normalize(Schema schema) {
        try {
            Object tree = SORTED.treeToValue(SORTED.readTree(schema.toString()), Object.class);
            return parseLeniently(SORTED.writeValueAsString(tree), new Schema.Parser());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed schema is not JSON: " + schema.getFullName(), e);
        }
    }

    /**
     * A copy without the properties that only Java's generated classes need, so that every language registers the same text.
     */
    public static Schema withoutJavaProperties(Schema schema) {
        try {
            JsonNode tree = SORTED.readTree(schema.toString());
            removeJavaProperties(tree);
            return parseLeniently(SORTED.writeValueAsString(tree), new Schema.Parser());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed schema is not JSON: " + schema.getFullName(), e);
        }
    }

    private static void removeJavaProperties(JsonNode node) {
        if (node instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
            object.remove(java.util.List.of("avro.java.string"));
        }
        node.forEach(SchemaText::removeJavaProperties);
    }

    /**
     * The schema's GUID: the MD5 of its text, most significant bits first. The same text has the same GUID in every registry.
     */
    public static UUID guid(Schema schema) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(schema.toString().getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
