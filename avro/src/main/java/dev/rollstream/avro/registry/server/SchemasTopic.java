package dev.rollstream.avro.registry.server;

import dev.rollstream.avro.registry.RegistryUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic of a registry: there, compacted, one partition. */
final class SchemasTopic {
    private static final int TIMEOUT_MS = 10_000;
    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(2 << 20));

    private SchemasTopic() {}

    static void ensure(Map<String, Object> configs, String topic, short replicationFactor) {
        Map<String, Object> settings = new HashMap<>(configs);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        try (Admin admin = Admin.create(settings)) {
            ensure(admin, topic, replicationFactor);
        }
    }

    static void ensure(Admin admin, String topic, short replicationFactor) {
        try {
            admin.createTopics(List.of(new NewTopic(topic, 1, replicationFactor).configs(SETTINGS)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unavailable(topic, e);
            }
            requireUsable(admin, topic);
        } catch (InterruptedException e) {
            throw new InterruptException("interrupted while creating topic " + topic, e);
        }
    }

    private static void requireUsable(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            TopicDescription description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            int partitions = description == null ? 0 : description.partitions().size();
            String cleanup = config == null
                    ? ""
                    : config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
            if (partitions != 1 || !TopicConfig.CLEANUP_POLICY_COMPACT.equals(cleanup)) {
                throw new IllegalStateException(
                        "topic " + topic + " has " + partitions + " partitions and cleanup.policy=" + cleanup
                                + ", but a schema registry needs one partition and cleanup.policy=compact");
            }
        } catch (ExecutionException e) {
            throw unavailable(topic, e);
        } catch (InterruptedException e) {
            throw new InterruptException("interrupted while checking topic " + topic, e);
        }
    }

    private static RegistryUnavailableException unavailable(String topic, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new RegistryUnavailableException(
                List.of("Kafka topic " + topic), "cannot be created or described: " + cause.getMessage(), cause);
    }
}
