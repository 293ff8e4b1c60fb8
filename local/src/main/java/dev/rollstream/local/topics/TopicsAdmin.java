package dev.rollstream.local.topics;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.local.topics.ClusterView.TopicView;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The stream's topics through Kafka's admin client. */
public final class TopicsAdmin implements AutoCloseable {
    private static final String OFFSETS_RETENTION_MINUTES = "offsets.retention.minutes";
    private static final int SAFE_REPLICATION = 3;

    private static final long READY_POLL_NS = 20_000_000;

    private final StageConfig config;
    private final Topics topics;
    private final ClusterAdmin connection;
    private final Admin admin;

    /**
     * Connects lazily: the first call finds out whether the cluster is there.
     *
     * @param config how to reach the cluster, and the stream's prefix
     * @throws StageException if the address means nothing or a client setting is not usable
     */
    public TopicsAdmin(StageConfig config) {
        this.config = config;
        this.topics = config.topics();
        this.connection = ClusterAdmin.connect(config, "topics");
        this.admin = connection.client();
    }

    /**
     * How topics are to be made.
     *
     * @param partitions partition count of the topics joined by group id; all others have one
     * @param replication replicas of each partition; with three or more, two must be in sync
     */
    public record Shape(int partitions, int replication) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is less than 1
         */
        public Shape {
            if (partitions < 1 || replication < 1) {
                throw new IllegalArgumentException(
                        "partitions and replication are at least 1, not " + partitions + " and " + replication);
            }
        }
    }

    /**
     * What became of one topic.
     *
     * @param topic full name
     * @param created false if it was there already and is left as it is
     */
    public record Creation(String topic, boolean created) {}

    /**
     * Makes the topics that are missing and leaves the others alone.
     *
     * @param shape partitions and replicas of new topics
     * @return what became of each topic
     * @throws StageException if the cluster does not answer or refuses
     */
    public List<Creation> create(Shape shape) {
        return create(shape, false);
    }

    /**
     * As {@link #create(Shape)}, or only as a question.
     *
     * @param shape partitions and replicas of new topics
     * @param dryRun only ask the cluster whether it would
     * @return what became of each topic
     * @throws StageException if the cluster does not answer or refuses
     */
    public List<Creation> create(Shape shape, boolean dryRun) {
        List<NewTopic> wanted =
                topics.all().stream().map(topic -> newTopic(topic, shape)).toList();
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(
                        wanted, new CreateTopicsOptions().validateOnly(dryRun))
                .values();
        List<Creation> results = new ArrayList<>();
        answers.forEach((name, answer) -> results.add(new Creation(name, created(name, answer))));
        results.sort(Comparator.comparing(Creation::topic));
        if (!dryRun) {
            results.stream().filter(Creation::created).forEach(made -> awaitLeaders(made.topic(), shape));
        }
        return results;
    }

    /**
     * Waits until the leaders of a new topic answer. Before that a broker may refuse a producer's first batch and then take its
     * second, which is under way already; the first is then out of order for ever, and the producer never gets past it.
     */
    private void awaitLeaders(String topic, Shape shape) {
        int partitions = topics.all().stream()
                .filter(known -> known.name().equals(topic))
                .mapToInt(known -> known.settings().coPartitioned() ? shape.partitions() : 1)
                .sum();
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            question.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        long deadlineNs = System.nanoTime() + Cluster.ANSWER_TIMEOUT.toNanos();
        while (!answers(topic, question, deadlineNs)) {
            LockSupport.parkNanos(READY_POLL_NS);
        }
    }

    /** Whether all leaders answer; a broker that has not heard of the new topic yet does not count as a failure. */
    private boolean answers(String topic, Map<TopicPartition, OffsetSpec> question, long deadlineNs) {
        try {
            Cluster.await(config, topic, admin.listOffsets(question).all());
            return true;
        } catch (StageException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException && System.nanoTime() < deadlineNs) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Adds rights; those that are there already stay as they are.
     *
     * @throws StageException if the cluster does not answer, refuses, or checks no rights
     */
    public void allow(Collection<AclBinding> rights) {
        try {
            Cluster.await(config, "rights", admin.createAcls(rights).all());
        } catch (StageException e) {
            if (e.getCause() instanceof SecurityDisabledException) {
                throw new StageException(
                        "the cluster at " + config.bootstrapServers()
                                + " checks no rights, so that it cannot keep any; set authorizer.class.name on its brokers",
                        e);
            }
            throw e;
        }
    }

    private boolean created(String name, KafkaFuture<Void> answer) {
        KafkaFuture<Boolean> outcome = answer.thenApply(done -> true);
        try {
            return Cluster.await(config, name, outcome);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    private static NewTopic newTopic(Topic<?> topic, Shape shape) {
        Map<String, String> settings = new HashMap<>(topic.settings().configs());
        if (shape.replication() >= SAFE_REPLICATION) {
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        }
        int partitions = topic.settings().coPartitioned() ? shape.partitions() : 1;
        return new NewTopic(topic.name(), partitions, (short) shape.replication()).configs(settings);
    }

    /**
     * Looks at the topics as they are.
     *
     * @throws StageException if the cluster does not answer or refuses
     */
    public ClusterView view() {
        Map<String, TopicDescription> described = describe(existing());
        Map<String, Map<String, String>> settings = topicSettings(described.keySet());
        Map<String, Long> sizes = largestPartitions(described.keySet());
        Map<String, TopicView> views = new HashMap<>();
        described.forEach((name, description) -> views.put(
                name,
                new TopicView(
                        description.partitions().size(),
                        description.partitions().stream()
                                .mapToInt(partition -> partition.replicas().size())
                                .min()
                                .orElse(0),
                        sizes.getOrDefault(name, 0L),
                        settings.getOrDefault(name, Map.of()))));
        return new ClusterView(views, offsetRetentionMs());
    }

    private List<String> existing() {
        Collection<String> all =
                Cluster.await(config, "the list of topics", admin.listTopics().names());
        return topics.all().stream().map(Topic::name).filter(all::contains).toList();
    }

    private Map<String, TopicDescription> describe(List<String> names) {
        return Cluster.await(config, "topics", admin.describeTopics(names).allTopicNames());
    }

    private Map<String, Map<String, String>> topicSettings(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> answer = Cluster.await(
                config, "topic settings", admin.describeConfigs(resources).all());
        Map<String, Map<String, String>> settings = new HashMap<>();
        answer.forEach((resource, found) -> settings.put(resource.name(), asMap(found)));
        return settings;
    }

    private static Map<String, String> asMap(Config found) {
        return found.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
    }

    private Map<String, Long> largestPartitions(Collection<String> names) {
        List<Integer> brokers = nodes().stream().map(Node::id).toList();
        Map<Integer, Map<String, LogDirDescription>> answer = Cluster.await(
                config, "log folders", admin.describeLogDirs(brokers).allDescriptions());
        Map<String, Long> largest = new HashMap<>();
        answer.values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> names.contains(replica.getKey().topic()))
                .forEach(replica -> largest.merge(
                        replica.getKey().topic(), replica.getValue().size(), Math::max));
        return largest;
    }

    private Optional<Long> offsetRetentionMs() {
        Optional<Node> broker = nodes().stream().findFirst();
        if (broker.isEmpty()) {
            return Optional.empty();
        }
        ConfigResource resource =
                new ConfigResource(ConfigResource.Type.BROKER, broker.get().idString());
        Map<ConfigResource, Config> answer = Cluster.await(
                config,
                "broker settings",
                admin.describeConfigs(List.of(resource)).all());
        return answer.values().stream()
                .map(found -> asMap(found).get(OFFSETS_RETENTION_MINUTES))
                .filter(minutes -> minutes != null)
                .map(minutes -> Duration.ofMinutes(Long.parseLong(minutes)).toMillis())
                .findFirst();
    }

    private Collection<Node> nodes() {
        return Cluster.await(config, "the cluster", admin.describeCluster().nodes());
    }

    /** Closes the connection without waiting for a cluster that is gone. */
    @Override
    public void close() {
        connection.close();
    }
}
