package dev.rollstream.local.cluster;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.server.KafkaSchemaStore;
import dev.rollstream.avro.registry.server.RegistryServer;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a stream needs, in this JVM: an embedded broker, a schema registry that keeps its schemas on it, and the
 * stream's topics. All of it listens on 127.0.0.1 only.
 */
public final class LocalStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalStack.class);
    private static final String SCHEMAS_TOPIC = "_schemas";

    private final LocalKafka kafka;
    private final Options options;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int registryPort;
    private @Nullable RegistryServer registry;

    /**
     * What to start.
     *
     * @param kafka the broker
     * @param registryPort TCP port of the registry on 127.0.0.1; 0 takes any free one
     * @param prefix what the stream's topics begin with
     * @param partitions partition count of the topics joined by group id, where they have to be made
     */
    public record Options(LocalKafkaOptions kafka, int registryPort, String prefix, int partitions) {
        /**
         * Checks everything that can be checked before the start.
         *
         * @throws IllegalArgumentException if the port is outside 0..65535, the prefix not legal on Kafka, or there is no partition
         */
        public Options {
            LocalKafkaOptions.requirePort(registryPort);
            new Topics(prefix);
            new TopicsAdmin.Shape(partitions, 1);
        }
    }

    private LocalStack(LocalKafka kafka, Options options) {
        this.kafka = kafka;
        this.options = options;
        this.registryPort = options.registryPort();
    }

    /**
     * Starts all of it and waits until it serves.
     *
     * @return the running stack; close it
     * @throws PortTakenException if a fixed port is in use
     * @throws LocalClusterException if the broker does not start
     * @throws dev.rollstream.runtime.StageException if the topics cannot be made
     */
    public static LocalStack start(Options options) {
        if (options.registryPort() != 0) {
            Ports.requireFree("the schema registry", options.registryPort());
        }
        LocalStack stack = new LocalStack(LocalKafka.start(options.kafka()), options);
        try {
            stack.startRegistry();
            stack.createTopics();
            return stack;
        } catch (RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    private void createTopics() {
        try (TopicsAdmin admin = new TopicsAdmin(config())) {
            admin.create(new TopicsAdmin.Shape(options.partitions(), 1));
        }
    }

    /** Starts the registry, again on its old port after {@link #stopRegistry()}. */
    public synchronized void startRegistry() {
        if (registry != null) {
            return;
        }
        KafkaSchemaStore store =
                KafkaSchemaStore.open(Map.of("bootstrap.servers", kafka.bootstrapServers()), SCHEMAS_TOPIC, (short) 1);
        LocalRegistry schemas = new LocalRegistry(store, "embedded registry");
        try {
            RegistryServer server = RegistryServer.start(schemas, RegistryServer.Options.loopback(registryPort));
            registryPort = server.port();
            registry = server;
        } catch (RuntimeException e) {
            schemas.close();
            throw e;
        }
    }

    /** Stops the registry alone; what it stored stays on the broker. Idempotent. */
    public synchronized void stopRegistry() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    /** The broker. */
    public LocalKafka kafka() {
        return kafka;
    }

    /** How stages reach this stack. */
    public StageConfig config() {
        return new StageConfig(kafka.bootstrapServers(), registryUrl(), options.prefix(), Map.of());
    }

    /** The registry's address, also while it is stopped. */
    public synchronized String registryUrl() {
        return "http://" + Ports.LOOPBACK + ":" + registryPort;
    }

    /** Stops the registry, then the broker. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            stopRegistry();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("error", e).log("registry did not stop cleanly");
        } finally {
            kafka.close();
        }
    }
}
