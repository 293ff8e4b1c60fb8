package dev.rollstream.runtime;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a Streams application's committed offsets still fit its state and its inputs. If they do not, starting would read
 * records twice or skip some, in silence; so the stage refuses to start and names the repair.
 */
final class StoredProgress {
    private final StageConfig config;
    private final String applicationId;
    private final Admin admin;

    StoredProgress(StageConfig config, String applicationId, Admin admin) {
        this.config = config;
        this.applicationId = applicationId;
        this.admin = admin;
    }

    /** @throws StageException naming the mismatch and the repair */
    void requireConsistent(Collection<String> inputTopics) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(Cluster.await(
                config,
                "group " + applicationId,
                admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata()));
        committed.values().removeIf(offset -> offset == null);
        committed.keySet().removeIf(partition -> !inputTopics.contains(partition.topic()));
        if (committed.isEmpty()) {
            requireNoState();
        } else {
            requireState();
            requireNothingLost(committed);
        }
    }

    /**
     * What tells these input topics from all others, also from earlier ones of the same names: the id of the first. Streams trusts
     * the local state that it finds when the changelog looks shorter than that state, so state must never outlive its topics.
     */
    String identity(List<String> inputTopics) {
        String first = inputTopics.get(0);
        return Objects.requireNonNull(topics(Set.of(first)).get(first))
                .topicId()
                .toString();
    }

    private void requireNoState() {
        Set<TopicPartition> partitions = topics(changelogs()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        if (!first.equals(end)) {
            throw new StageException("the committed offsets of group " + applicationId + " are gone, but its state ("
                    + changelogs()
                    + ") is not: it would read its inputs again and double what it wrote. Set the offsets back"
                    + " with kafka-consumer-groups --reset-offsets, or begin a new stream with another --prefix");
        }
    }

    private void requireState() {
        if (changelogs().isEmpty()) {
            throw new StageException("group " + applicationId + " has committed offsets, but the topics of its state ("
                    + applicationId + "-*-changelog) are gone: groups that were open would never end. Set the offsets"
                    + " back with kafka-consumer-groups --reset-offsets --to-earliest to build the state again, which"
                    + " repeats what was written, or begin a new stream with another --prefix");
        }
    }

    private Set<String> changelogs() {
        return Cluster.await(config, "the topic list", admin.listTopics().names()).stream()
                .filter(topic -> topic.startsWith(applicationId + "-") && topic.endsWith("-changelog"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, TopicDescription> topics(Set<String> names) {
        return Cluster.await(
                config, String.join(", ", names), admin.describeTopics(names).allTopicNames());
    }

    private void requireNothingLost(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> first = offsets(committed.keySet(), OffsetSpec.earliest());
        committed.forEach((partition, offset) -> {
            long begin = Objects.requireNonNull(first.get(partition));
            if (offset.offset() < begin) {
                throw new StageException("retention deleted records of " + partition + " that group " + applicationId
                        + " has not read: it stands at offset " + offset.offset() + ", the topic begins at "
                        + begin + ". To accept the loss, move the group with kafka-consumer-groups"
                        + " --reset-offsets --to-earliest; to prevent it, raise the topic's retention");
            }
        });
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                Cluster.await(config, "offsets", admin.listOffsets(question).all());
        return answer.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .offset()));
    }
}
