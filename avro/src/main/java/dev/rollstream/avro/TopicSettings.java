package dev.rollstream.avro;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic is kept on the cluster.
 *
 * @param coPartitioned whether it shares one partition count with the other topics keyed by group id that stages join
 * @param timestamps who sets record times
 * @param cleanup how old records go
 * @param retention how long records stay; empty: for ever
 * @param maxMessageBytes largest record batch that it takes, in bytes
 */
public record TopicSettings(
        boolean coPartitioned,
        Timestamps timestamps,
        Cleanup cleanup,
        Optional<Duration> retention,
        int maxMessageBytes) {

    /** Who sets a record's time. */
    public enum Timestamps {
        /** The broker, at append: no client can move time. */
        LOG_APPEND_TIME("LogAppendTime"),
        /** The producer. */
        CREATE_TIME("CreateTime");

        private final String kafkaName;

        Timestamps(String kafkaName) {
            this.kafkaName = kafkaName;
        }

        /** Value of {@code message.timestamp.type}. */
        public String kafkaName() {
            return kafkaName;
        }
    }

    /** How old records go. */
    public enum Cleanup {
        /** By age. */
        DELETE,
        /** All but the newest of each key. */
        COMPACT;

        /** Value of {@code cleanup.policy}. */
        public String kafkaName() {
            return this == DELETE ? TopicConfig.CLEANUP_POLICY_DELETE : TopicConfig.CLEANUP_POLICY_COMPACT;
        }
    }

    /** Kafka topic configuration that says the same. */
    public Map<String, String> configs() {
        return Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, timestamps.kafkaName(),
                TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.kafkaName(),
                TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.map(Duration::toMillis).orElse(-1L)),
                TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
    }
}
