package dev.rollstream.avro.serde;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How a serializer finds the schema id that it writes. Names and defaults are Confluent's, with one exception: the properties
 * that only Java's generated classes need are removed before registration, so that a producer in another language finds the
 * same schema.
 *
 * @param autoRegister register the record's schema; if not, it must be registered already
 * @param useLatest without {@code autoRegister}: write with the subject's newest schema, whatever the record's own is
 * @param latestStrict with {@code useLatest}: refuse a newest schema that cannot represent the record's own
 * @param normalize let the registry compare schemas in normal form
 * @param removeJavaProperties leave {@code avro.java.string} out of registered schemas
 */
public record SerdeOptions(
        boolean autoRegister,
        boolean useLatest,
        boolean latestStrict,
        boolean normalize,
        boolean removeJavaProperties) {
    private static final String AUTO_REGISTER = "auto.register.schemas";
    private static final String USE_LATEST = "use.latest.version";
    private static final String LATEST_STRICT = "latest.compatibility.strict";
    private static final String NORMALIZE = "normalize.schemas";
    private static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(AUTO_REGISTER, ConfigDef.Type.BOOLEAN, true, Importance.MEDIUM, "Register the record's schema.")
            .define(
                    USE_LATEST,
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Write with the subject's newest schema.")
            .define(
                    LATEST_STRICT,
                    ConfigDef.Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Refuse an incompatible newest schema.")
            .define(NORMALIZE, ConfigDef.Type.BOOLEAN, false, Importance.LOW, "Compare schemas in normal form.")
            .define(
                    REMOVE_JAVA_PROPERTIES,
                    ConfigDef.Type.BOOLEAN,
                    true,
                    Importance.LOW,
                    "Register without avro.java.string.");

    /** What holds where nothing is configured. */
    public static SerdeOptions defaults() {
        return from(Map.of());
    }

    /**
     * Reads Confluent's property names.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming a property that is not a boolean
     */
    public static SerdeOptions from(Map<String, ?> configs) {
        AbstractConfig parsed = new AbstractConfig(DEFINITION, configs, false);
        return new SerdeOptions(
                parsed.getBoolean(AUTO_REGISTER),
                parsed.getBoolean(USE_LATEST),
                parsed.getBoolean(LATEST_STRICT),
                parsed.getBoolean(NORMALIZE),
                parsed.getBoolean(REMOVE_JAVA_PROPERTIES));
    }
}
