package dev.rollstream.local.doctor;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.topics.CheckLine;
import dev.rollstream.local.topics.TopicChecks;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;

/** Whether a cluster and its registry are fit for the stream. */
public final class ClusterDoctor {
    private static final String SUBJECT = "cluster";

    private final StageConfig config;
    private final LongSupplier clockMs;

    /**
     * A doctor; nothing is asked yet.
     *
     * @param config the stream
     * @param clockMs this machine's clock, milliseconds since the epoch
     */
    public ClusterDoctor(StageConfig config, LongSupplier clockMs) {
        this.config = config;
        this.clockMs = clockMs;
    }

    /** Looks at everything. What cannot be reached gives one line, and the rest is looked at all the same. */
    public List<DoctorLine> examine() {
        List<DoctorLine> lines = new ArrayList<>(cluster());
        try (RegistryClient registry = RegistryClients.create(config.registry())) {
            lines.addAll(new RegistryChecks(registry, config.topics()).check());
        }
        return lines;
    }

    private List<DoctorLine> cluster() {
        List<DoctorLine> lines = new ArrayList<>();
        try (TopicsAdmin topics = new TopicsAdmin(config);
                ClusterAdmin connection = ClusterAdmin.connect(config, "doctor")) {
            Admin admin = connection.client();
            int brokers = Cluster.await(
                            config, "the cluster", admin.describeCluster().nodes())
                    .size();
            lines.add(DoctorLine.ok(SUBJECT, "reachable", brokers + " brokers at " + config.bootstrapServers()));
            lines.addAll(FeatureChecks.check(features(admin)));
            lines.addAll(new TransactionProbe(config, admin, clockMs).run());
            for (CheckLine line : TopicChecks.check(config.topics(), topics.view())) {
                lines.add(DoctorLine.of("topics", line));
            }
        } catch (StageException | KafkaException e) {
            lines.add(DoctorLine.failed(
                    SUBJECT, lines.isEmpty() ? "reachable" : "answers", String.valueOf(e.getMessage())));
        }
        return lines;
    }

    private Map<String, Short> features(Admin admin) {
        Map<String, FinalizedVersionRange> found = Cluster.await(
                        config, "its features", admin.describeFeatures().featureMetadata())
                .finalizedFeatures();
        Map<String, Short> levels = new HashMap<>();
        found.forEach((name, range) -> levels.put(name, range.maxVersionLevel()));
        return levels;
    }
}
