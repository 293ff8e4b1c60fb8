package dev.rollstream.local.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.server.KafkaSchemaStore;
import dev.rollstream.avro.registry.server.RegistryServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The suite on Apache Kafka's own image, where there is Docker. */
class ContainerStreamTest extends StreamSuite {
    private static final String IMAGE = "apache/kafka:4.3.1";

    @Override
    TestCluster startCluster() {
        boolean docker = isDockerAvailable();
        if (!docker) {
            LoggerFactory.getLogger("dev.rollstream.local.e2e")
                    .warn("no Docker here: the suite on {} is skipped", IMAGE);
        }
        assumeTrue(docker, "no Docker here: the suite on " + IMAGE + " is skipped");
        KafkaContainer kafka = new KafkaContainer(IMAGE);
        kafka.start();
        return new Container(kafka);
    }

    /** Asks without the pages that Testcontainers logs where there is none. */
    private static boolean isDockerAvailable() {
        Logger testcontainers = (Logger) LoggerFactory.getLogger("org.testcontainers");
        testcontainers.setLevel(Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } finally {
            testcontainers.setLevel(null);
        }
    }

    private static final class Container implements TestCluster {
        private static final String SCHEMAS_TOPIC = "_schemas";

        private final KafkaContainer kafka;
        private int port;
        private @Nullable RegistryServer registry;

        Container(KafkaContainer kafka) {
            this.kafka = kafka;
            startRegistry();
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
                KafkaSchemaStore store = KafkaSchemaStore.open(
                        Map.of("bootstrap.servers", bootstrapServers()), SCHEMAS_TOPIC, (short) 1);
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
}
