package dev.rollstream.runtime;

import dev.rollstream.avro.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What a stage asks of the cluster before it starts: is it there, are the topics there, do they fit together. */
public final class Cluster {
    /** How long to wait for an answer before the cluster counts as unreachable. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);

    private Cluster() {}

    /**
     * Partition counts of topics that must exist.
     *
     * @return the common partition count of the co-partitioned ones among them; 1 if there are none
     * @throws StageException if the cluster does not answer, a topic is missing, or the counts differ
     */
    public static int requireTopics(StageConfig config, Collection<? extends Topic<?>> topics) {
        Map<String, Integer> partitions = new TreeMap<>();
        Collection<String> names = topics.stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new));
        try (ClusterAdmin admin = ClusterAdmin.connect(config, "start-check")) {
            Map<String, KafkaFuture<TopicDescription>> answers =
                    admin.client().describeTopics(names).topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
                partitions.put(
                        answer.getKey(),
                        await(config, answer.getKey(), answer.getValue())
                                .partitions()
                                .size());
            }
        }
        Map<String, Integer> joined = topics.stream()
                .filter(topic -> topic.settings().coPartitioned())
                .collect(Collectors.toMap(
                        Topic::name, topic -> partitions.get(topic.name()), (a, b) -> a, TreeMap::new));
        if (new TreeSet<>(joined.values()).size() > 1) {
            throw new StageException("topics that are joined by group id have different partition counts: " + joined
                    + "; recreate them with one count ('rollstream topics create')");
        }
        return joined.values().stream().findFirst().orElse(1);
    }

    /** Waits for an admin client's answer, turning what can go wrong into a sentence. */
    public static <T> T await(StageConfig config, String subject, KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_TIMEOUT.toMillis() + 2_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof UnknownTopicOrPartitionException) {
                throw new StageException(
                        "topic " + subject + " does not exist on " + config.bootstrapServers()
                                + "; 'rollstream topics create' makes the stream's topics, --prefix names another stream",
                        cause);
            }
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                throw new StageException(
                        "the cluster at " + config.bootstrapServers() + " refuses access to " + subject + ": "
                                + cause.getMessage(),
                        cause);
            }
            throw unreachable(config, cause);
        } catch (TimeoutException e) {
            throw unreachable(config, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageException("interrupted while asking the cluster about " + subject, e);
        }
    }

    private static StageException unreachable(StageConfig config, @Nullable Throwable cause) {
        return new StageException(
                "no Kafka broker answers at " + config.bootstrapServers()
                        + "; check the address (--bootstrap-servers) and that the broker runs",
                cause);
    }
}
