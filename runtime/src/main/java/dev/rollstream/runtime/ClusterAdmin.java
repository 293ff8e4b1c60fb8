package dev.rollstream.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * An admin client for questions that somebody waits for. Each of its calls ends within {@link Cluster#ANSWER_TIMEOUT}, whatever the
 * settings say, and closing it never waits for a cluster that is gone, as Kafka's own client does for a minute.
 */
public final class ClusterAdmin implements AutoCloseable {
    private static final int MAX_CAUSES = 16;

    private final Admin client;

    private ClusterAdmin(Admin client) {
        this.client = client;
    }

    /**
     * Connects lazily: the first call finds out whether the cluster is there.
     *
     * @param config how to reach the cluster
     * @param clientId what brokers know this client by, behind the prefix
     * @throws StageException if the address means nothing, or a setting or the file that it names is not usable
     */
    public static ClusterAdmin connect(StageConfig config, String clientId) {
        Map<String, Object> settings = new HashMap<>(config.admin(clientId));
        int limitMs = (int) Cluster.ANSWER_TIMEOUT.toMillis();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limitMs);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, limitMs);
        try {
            return new ClusterAdmin(Admin.create(settings));
        } catch (KafkaException e) {
            throw new StageException(
                    "cannot use the cluster at " + config.bootstrapServers() + ": " + reason(e)
                            + "; check --bootstrap-servers and --config",
                    e);
        }
    }

    /** What lies below the first wrapper, and below that the root, where it tells more: a file that is not there, say. */
    private static String reason(Throwable failure) {
        Throwable said = failure.getCause() == null ? failure : failure.getCause();
        Throwable root = said;
        for (int depth = 0; depth < MAX_CAUSES && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        if (said.getCause() != null
                && String.valueOf(said.getMessage()).equals(said.getCause().toString())) {
            said = said.getCause();
        }
        return said == root ? String.valueOf(said.getMessage()) : said.getMessage() + " (" + root + ")";
    }

    /** The client; it closes with this. */
    public Admin client() {
        return client;
    }

    /** Lets go of the connection at once; calls that are under way end unanswered. */
    @Override
    public void close() {
        client.close(Duration.ZERO);
    }
}
