package dev.rollstream.local.topics;

import java.util.Map;
import java.util.Optional;

/**
 * What a cluster says of the stream's topics: the input of {@link TopicChecks}, free of any client.
 *
 * @param topics topics that exist, by full name
 * @param offsetRetentionMs how long the offsets of an empty consumer group are kept, in milliseconds; empty if the broker does not say
 */
public record ClusterView(Map<String, TopicView> topics, Optional<Long> offsetRetentionMs) {

    /** Copies the topics. */
    public ClusterView {
        topics = Map.copyOf(topics);
    }

    /**
     * One topic.
     *
     * @param partitions partition count
     * @param replication smallest replica count of a partition
     * @param largestPartitionBytes bytes of the fullest replica of a partition
     * @param config settings in force by Kafka's names
     */
    public record TopicView(int partitions, int replication, long largestPartitionBytes, Map<String, String> config) {
        /** Copies the settings. */
        public TopicView {
            config = Map.copyOf(config);
        }

        /** A setting in force; empty text if the cluster does not know it. */
        String setting(String name) {
            return config.getOrDefault(name, "");
        }

        /** A numeric setting in force; -1, which is Kafka's "no limit", if the cluster does not know it. */
        long number(String name) {
            String value = setting(name);
            return value.isEmpty() ? -1 : Long.parseLong(value);
        }
    }
}
