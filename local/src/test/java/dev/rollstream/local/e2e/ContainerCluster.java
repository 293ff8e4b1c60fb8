package dev.rollstream.local.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.server.KafkaSchemaStore;
import dev.rollstream.avro.registry.server.RegistryServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.kafka.KafkaContainer;

/** Apache Kafka's own image in a container, and a registry in this process that keeps its schemas there. */
final class ContainerCluster implements TestCluster {
    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final String SCHEMAS_TOPIC = "_schemas";

    /** What a single broker needs for share groups; Testcontainers sees to transactions and offsets. */
    private static final Map<String, String> SINGLE_BROKER = Map.of(
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
            "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");

    private final KafkaContainer kafka;
    private int port;
    private @Nullable RegistryServer registry;

    private ContainerCluster(KafkaContainer kafka) {
        this.kafka = kafka;
        startRegistry();
    }

    /**
     * Starts it.
     *
     * @throws TestAbortedException if there is no Docker here that has the image or can fetch it
     */
    static ContainerCluster startOrSkip() {
        Logger testcontainers = (Logger) LoggerFactory.getLogger("org.testcontainers");
        // Where there is none it logs pages about it.
        testcontainers.setLevel(Level.OFF);
        try {
            return new ContainerCluster(started());
        } finally {
            testcontainers.setLevel(null);
        }
    }

    private static KafkaContainer started() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw skipped("no Docker here", null);
        }
        KafkaContainer kafka = new KafkaContainer(IMAGE).withEnv(SINGLE_BROKER);
        try {
            kafka.start();
            return kafka;
        } catch (ContainerFetchException e) {
            throw skipped("the Docker here cannot fetch the image", e);
        }
    }

    private static TestAbortedException skipped(String why, @Nullable Throwable cause) {
        String message = why + ": what runs on " + IMAGE + " is skipped";
        LoggerFactory.getLogger("dev.rollstream.local.e2e").warn(message);
        return new TestAbortedException(message, cause);
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String registryUrl() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void stopRegistry() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    @Override
    public void startRegistry() {
        if (registry == null) {
            KafkaSchemaStore store =
                    KafkaSchemaStore.open(Map.of("bootstrap.servers", bootstrapServers()), SCHEMAS_TOPIC, (short) 1);
            RegistryServer started = RegistryServer.start(
                    new LocalRegistry(store, "registry of the suite"), RegistryServer.Options.loopback(port));
            port = started.port();
            registry = started;
        }
    }

    @Override
    public void close() {
        stopRegistry();
        kafka.stop();
    }
}
