package dev.rollstream.producer.worker;

import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group of all workers that share the tasks among them. A Kafka group has one type as long as it exists, so two kinds of
 * queue in one fleet are refused here with a sentence, and by the broker in any case.
 */
final class Fleet {
    /** Kafka's own limit, where the group's cannot be set. */
    static final int DEFAULT_DELIVERY_LIMIT = 5;

    /** As often as Kafka allows by default: a restart of workers, engine or broker should not use up a task. */
    static final int WANTED_DELIVERY_LIMIT = 10;

    private static final Logger log = LoggerFactory.getLogger(Fleet.class);

    private final StageConfig config;
    private final String groupId;

    Fleet(StageConfig config, String fleet) {
        this.config = config;
        this.groupId = config.prefix() + fleet;
    }

    /** The group id. */
    String groupId() {
        return groupId;
    }

    /**
     * Makes the group ready for its first worker: from the first task on, committed tasks only.
     *
     * @return how often the group hands out a task at most
     * @throws StageException if the group is of the other kind, or the cluster has no share groups
     */
    int prepare(QueueKind kind) {
        try (ClusterAdmin admin = ClusterAdmin.connect(config, "worker-start")) {
            requireKind(admin.client(), kind);
            return kind == QueueKind.SHARE ? configure(admin.client()) : Integer.MAX_VALUE;
        }
    }

    private void requireKind(Admin admin, QueueKind kind) {
        Collection<GroupListing> groups =
                Cluster.await(config, groupId, admin.listGroups().valid());
        Optional<GroupType> type = groups.stream()
                .filter(group -> group.groupId().equals(groupId))
                .findFirst()
                .flatMap(GroupListing::type);
        boolean share = type.equals(Optional.of(GroupType.SHARE));
        if (type.isPresent() && share != (kind == QueueKind.SHARE)) {
            throw new StageException("fleet " + groupId + " takes its tasks from a " + (share ? "share" : "consumer")
                    + " group; start this worker with --queue " + (share ? "share" : "consumer")
                    + " too, give it another --fleet, or stop the fleet and delete its group");
        }
    }

    private int configure(Admin admin) {
        Map<String, String> required =
                Map.of("share.auto.offset.reset", "earliest", "share.isolation.level", "read_committed");
        if (set(admin, required, true)) {
            await(admin, required);
        }
        boolean raised =
                set(admin, Map.of("share.delivery.count.limit", Integer.toString(WANTED_DELIVERY_LIMIT)), false);
        return raised ? WANTED_DELIVERY_LIMIT : DEFAULT_DELIVERY_LIMIT;
    }

    private void await(Admin admin, Map<String, String> required) {
        SettingsInForce settings = new SettingsInForce(
                () -> shown(admin), time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()), System::nanoTime);
        try {
            if (!settings.await(required)) {
                log.atWarn()
                        .addKeyValue("group", groupId)
                        .log(
                                "no broker says that it goes by {}; tasks from before the first worker may be passed over",
                                required);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Optional<Map<String, String>> shown(Admin admin) throws InterruptedException {
        ConfigResource group = group();
        try {
            Config config = Objects.requireNonNull(
                            admin.describeConfigs(List.of(group)).values().get(group))
                    .get(Cluster.ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(config.entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug()
                    .addKeyValue("group", groupId)
                    .addKeyValue("error", e.getMessage())
                    .log("settings not shown");
            return Optional.empty();
        }
    }

    private ConfigResource group() {
        return new ConfigResource(ConfigResource.Type.GROUP, groupId);
    }

    private boolean set(Admin admin, Map<String, String> settings, boolean required) {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try {
            wait(admin.incrementalAlterConfigs(Map.of(group(), changes)).all());
            return true;
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof AuthorizationException) {
                log.atWarn()
                        .addKeyValue("group", groupId)
                        .log("may not set {}; an operator must have set them before the first worker starts", settings);
                return false;
            }
            if (required) {
                throw new StageException(
                        "the cluster at " + config.bootstrapServers() + " cannot keep share group " + groupId + " ("
                                + cause.getMessage()
                                + "); share groups need Kafka 4.2, --queue consumer does without",
                        cause);
            }
            log.atInfo()
                    .addKeyValue("group", groupId)
                    .addKeyValue("error", cause.getMessage())
                    .log("{} not set", settings);
            return false;
        }
    }

    private void wait(KafkaFuture<Void> answer) throws ExecutionException {
        try {
            answer.get(Cluster.ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StageException(
                    "no Kafka broker answers at " + config.bootstrapServers() + "; check that it runs", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private StageException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StageException("interrupted while preparing group " + groupId, e);
    }
}
