package dev.rollstream.local.bench;

import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;

/** What the broker's logs hold, in bytes as they lie on the disk: compressed, with batch headers and transaction markers. */
final class LogSizes {
    private final Map<String, Long> bytes;

    private LogSizes(Map<String, Long> bytes) {
        this.bytes = bytes;
    }

    /** As they are now. */
    static LogSizes now(StageConfig config) {
        return Patience.ask(() -> read(config));
    }

    private static LogSizes read(StageConfig config) {
        Map<String, Long> bytes = new HashMap<>();
        try (ClusterAdmin admin = ClusterAdmin.connect(config, "bench-logs")) {
            List<Integer> brokers =
                    Cluster.await(
                                    config,
                                    "the cluster",
                                    admin.client().describeCluster().nodes())
                            .stream()
                            .map(Node::id)
                            .toList();
            Map<Integer, Map<String, LogDirDescription>> answer = Cluster.await(
                    config,
                    "log folders",
                    admin.client().describeLogDirs(brokers).allDescriptions());
            answer.values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                    .forEach(replica -> bytes.merge(
                            replica.getKey().topic(), replica.getValue().size(), Long::sum));
        }
        return new LogSizes(bytes);
    }

    /** Bytes of one topic. */
    long of(String topic) {
        return bytes.getOrDefault(topic, 0L);
    }

    /** Bytes of the changelogs of a stream's stages. */
    long changelogs(String prefix) {
        return bytes.entrySet().stream()
                .filter(topic ->
                        topic.getKey().startsWith(prefix) && topic.getKey().endsWith("-changelog"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Bytes that have come since, in topics of a prefix and in the broker's own for offsets and transactions. */
    long since(LogSizes earlier, String prefix) {
        Set<String> own = Set.of("__consumer_offsets", "__transaction_state");
        return bytes.entrySet().stream()
                .filter(topic -> topic.getKey().startsWith(prefix) || own.contains(topic.getKey()))
                .mapToLong(topic -> Math.max(0, topic.getValue() - earlier.of(topic.getKey())))
                .sum();
    }
}
