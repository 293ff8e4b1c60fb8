package dev.rollstream.avro.registry.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.avro.registry.CompatibilityLevel;
import dev.rollstream.avro.registry.SchemaText;
import dev.rollstream.avro.registry.StoredEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of a registry's topic, as JSON in the form that other registries use for theirs. The key names what the value
 * replaces: a version of a subject, the level of a subject, or the global level; compaction therefore loses nothing that still
 * counts.
 */
final class SchemaRecords {
    private static final String SCHEMA = "SCHEMA";
    private static final String CONFIG = "CONFIG";

    private final ObjectMapper json = new ObjectMapper();

    ProducerRecord<byte[], byte[]> encode(String topic, StoredEntry entry) {
        ObjectNode key = json.createObjectNode();
        ObjectNode value = json.createObjectNode();
        if (entry instanceof StoredEntry.Version version) {
            key.put("keytype", SCHEMA)
                    .put("subject", version.subject())
                    .put("version", version.version())
                    .put("magic", 1);
            value.put("subject", version.subject())
                    .put("version", version.version())
                    .put("id", version.id())
                    .put("schema", version.schema().toString())
                    .put("deleted", false);
        } else if (entry instanceof StoredEntry.Level level) {
            key.put("keytype", CONFIG)
                    .put("subject", level.subject().orElse(null))
                    .put("magic", 0);
            value.put("compatibilityLevel", level.level().name());
        }
        return new ProducerRecord<>(topic, 0, bytes(key), bytes(value));
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a record.
     *
     * @return the entry; empty for kinds that this registry does not keep
     * @throws IllegalArgumentException if the record is not of a registry
     */
    Optional<StoredEntry> decode(byte @Nullable [] keyBytes, byte @Nullable [] valueBytes) {
        JsonNode key = parse(keyBytes);
        if (valueBytes == null) {
            return Optional.empty();
        }
        JsonNode value = parse(valueBytes);
        return switch (key.path("keytype").asText()) {
            case SCHEMA -> version(value);
            case CONFIG -> Optional.of(level(key, value));
            default -> Optional.empty();
        };
    }

    private JsonNode parse(byte @Nullable [] bytes) {
        try {
            JsonNode node = json.readTree(bytes == null ? new byte[0] : bytes);
            if (node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static Optional<StoredEntry> version(JsonNode value) {
        if (value.path("deleted").asBoolean(false)) {
            return Optional.empty();
        }
        if (!value.path("schema").isTextual()
                || value.path("id").asInt() < 1
                || value.path("version").asInt() < 1) {
            throw new IllegalArgumentException("a schema without text, id or version");
        }
        return Optional.of(new StoredEntry.Version(
                value.path("subject").asText(),
                value.path("version").asInt(),
                value.path("id").asInt(),
                SchemaText.parse(value.path("schema").asText())));
    }

    private static StoredEntry level(JsonNode key, JsonNode value) {
        JsonNode subject = key.path("subject");
        return new StoredEntry.Level(
                subject.isTextual() ? Optional.of(subject.asText()) : Optional.empty(),
                CompatibilityLevel.parse(value.path("compatibilityLevel").asText()));
    }
}
