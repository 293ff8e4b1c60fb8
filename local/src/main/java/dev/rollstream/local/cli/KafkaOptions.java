package dev.rollstream.local.cli;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryConfig;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command reaches the cluster. Precedence, highest first:
 *
 * <ol>
 *   <li>the option on the command line
 *   <li>its environment variable, {@code ROLLSTREAM_BOOTSTRAP_SERVERS} and so on
 *   <li>{@code bootstrap.servers} and {@code schema.registry.url} in the {@code --config} file
 *   <li>the addresses that {@code rollstream up} serves on
 * </ol>
 */
final class KafkaOptions {
    static final String DEFAULT_BOOTSTRAP_SERVERS = "127.0.0.1:9092";
    static final String DEFAULT_SCHEMA_REGISTRY = "http://127.0.0.1:8081";

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String SCHEMA_REGISTRY_URL = RegistryConfig.URL;
    private static final String IN_THIS_PROCESS = "mock://";

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT[,...]",
            description = "Kafka brokers (default: " + DEFAULT_BOOTSTRAP_SERVERS + ").")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL[,...]",
            description = "Schema registry with Confluent's REST API (default: " + DEFAULT_SCHEMA_REGISTRY + ").")
    private @Nullable String schemaRegistry;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = Topics.DEFAULT_PREFIX,
            description = "What topics, subjects, groups and transactional ids begin with (default: ${DEFAULT-VALUE}).")
    private String prefix = Topics.DEFAULT_PREFIX;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Java properties file with Kafka client and schema.registry.* settings, such as SASL and TLS; secrets "
                            + "in it may lie elsewhere (docs/security.md).")
    private @Nullable Path config;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    /**
     * The connection that these options describe.
     *
     * @throws StageException if the file cannot be read
     * @throws picocli.CommandLine.ParameterException if the prefix is not legal on Kafka, or the registry's address is none
     */
    StageConfig stageConfig() {
        Map<String, String> properties = fileSettings();
        String servers = firstOf(bootstrapServers, properties.remove(BOOTSTRAP_SERVERS), DEFAULT_BOOTSTRAP_SERVERS);
        String registry = firstOf(schemaRegistry, properties.remove(SCHEMA_REGISTRY_URL), DEFAULT_SCHEMA_REGISTRY);
        StageConfig connection = new StageConfig(servers, registry, prefix, properties);
        Usage.check(command, connection::topics);
        if (!registry.startsWith(IN_THIS_PROCESS)) {
            Usage.check(command, () -> RegistryConfig.from(Map.of(SCHEMA_REGISTRY_URL, registry)));
        }
        return connection;
    }

    private static String firstOf(@Nullable String option, @Nullable String fromFile, String otherwise) {
        if (option != null) {
            return option;
        }
        return fromFile != null ? fromFile : otherwise;
    }

    private Map<String, String> fileSettings() {
        Map<String, String> settings = new TreeMap<>();
        if (config != null) {
            Properties properties = load(config);
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        return resolved(settings);
    }

    /**
     * The settings with what Kafka's configuration providers put in place of {@code ${file:...}}, {@code ${env:...}} and the like. Done
     * once and here, so that it holds for every client, and for the registry's too.
     */
    private static Map<String, String> resolved(Map<String, String> settings) {
        if (!settings.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            return settings;
        }
        Map<String, String> values = new TreeMap<>();
        new AbstractConfig(new ConfigDef(), settings, false)
                .originals()
                .forEach((name, value) -> values.put(name, String.valueOf(value)));
        values.keySet().removeIf(name -> name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG));
        return values;
    }

    private static Properties load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (NoSuchFileException e) {
            throw new StageException("the settings file " + file + " (--config) does not exist", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new StageException(
                    "the settings file " + file + " (--config) is not a readable properties file: " + e.getMessage(),
                    e);
        }
    }
}
