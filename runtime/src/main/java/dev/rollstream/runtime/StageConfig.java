package dev.rollstream.runtime;

import dev.rollstream.avro.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How stages reach the cluster, and the client settings that follow from the stream's guarantees. Precedence, lowest first:
 *
 * <ol>
 *   <li>Kafka's defaults
 *   <li>defaults for this kind of traffic (batching, compression)
 *   <li>{@code properties}, from the user's file: security, timeouts, sizes
 *   <li>what a guarantee rests on (acknowledgements, idempotence, isolation): never overridden
 * </ol>
 *
 * @param bootstrapServers {@code host:port}, comma separated
 * @param schemaRegistry URLs of the schema registry, comma separated
 * @param prefix what topics, groups and transactional ids begin with
 * @param properties further Kafka client and {@code schema.registry.*} settings
 */
public record StageConfig(
        String bootstrapServers, String schemaRegistry, String prefix, Map<String, String> properties) {

    private static final int MIB = 1024 * 1024;

    /** Copies the properties. */
    public StageConfig {
        properties = Map.copyOf(properties);
    }

    /** Addresses of the schema registry as they may be shown: without names and passwords in them. */
    public String registryAddress() {
        return schemaRegistry.replaceAll("//[^/,]*@", "//***@");
    }

    /** Names the further settings without their values, which are passwords and keys among others. */
    @Override
    public String toString() {
        return "StageConfig[bootstrapServers=" + bootstrapServers + ", schemaRegistry=" + registryAddress()
                + ", prefix=" + prefix + ", properties=" + new TreeSet<>(properties.keySet()) + "]";
    }

    /** The stream's topics. */
    public Topics topics() {
        return new Topics(prefix);
    }

    /** Settings of the serializers and of the registry client, in Confluent's names. */
    public Map<String, Object> registry() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("specific.avro.reader", "true");
        settings.putAll(properties);
        settings.put("schema.registry.url", schemaRegistry);
        return settings;
    }

    /** Settings of an admin client. */
    public Map<String, Object> admin(String clientId) {
        return client(clientId);
    }

    /** Settings of an idempotent producer that waits for all replicas, without serializers. */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64 * MIB,
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 20 * MIB));
        settings.putAll(client(clientId));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return settings;
    }

    /** Settings of a producer whose transactions fence an older one of the same id, without serializers. */
    public Map<String, Object> transactionalProducer(String clientId, String transactionalId) {
        Map<String, Object> settings = producer(clientId);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + transactionalId);
        return settings;
    }

    /** Settings of a consumer that sees committed records only and never loses its place by itself, without deserializers. */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = new HashMap<>(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * MIB));
        settings.putAll(client(clientId));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    private Map<String, Object> client(String clientId) {
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((key, value) -> {
            if (!key.startsWith("schema.registry.") && !key.startsWith("streams.")) {
                settings.put(key, value);
            }
        });
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, prefix + clientId);
        return settings;
    }
}
