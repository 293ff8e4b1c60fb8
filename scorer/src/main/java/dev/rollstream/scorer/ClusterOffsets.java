package dev.rollstream.scorer;

import dev.rollstream.avro.Topics;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsStage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks a real cluster. Used by one thread. */
final class ClusterOffsets implements LogOffsets {
    private static final Duration PEEK_TIMEOUT = Duration.ofMillis(500);
    private static final int PEEK_BYTES = 64 << 10;

    private final StageConfig config;
    private final String group;
    private final ClusterAdmin admin;
    private final KafkaConsumer<byte[], byte[]> peek;

    ClusterOffsets(StageConfig config) {
        this.config = config;
        this.group = StreamsStage.applicationId(config, ScorerTopology.STAGE);
        Map<String, Object> consumer = config.consumer("scorer-readiness");
        consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PEEK_BYTES);
        consumer.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, PEEK_BYTES);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        this.peek = new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.admin = ClusterAdmin.connect(config, "scorer-readiness");
    }

    @Override
    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        return list(partitions, OffsetSpec.latest());
    }

    @Override
    public Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> known = Cluster.await(
                config,
                "group " + group,
                admin.client().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        Set<TopicPartition> without = new HashSet<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = known.get(partition);
            if (offset == null) {
                without.add(partition);
            } else {
                committed.put(partition, offset.offset());
            }
        }
        if (!without.isEmpty()) {
            committed.putAll(list(without, OffsetSpec.earliest()));
        }
        return committed;
    }

    private Map<TopicPartition, Long> list(Set<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        Map<TopicPartition, Long> answer = new HashMap<>();
        Cluster.await(
                        config,
                        "offsets of " + new Topics(config.prefix()).rollouts().name(),
                        admin.client()
                                .listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                                .all())
                .forEach((partition, result) -> answer.put(partition, result.offset()));
        return answer;
    }

    @Override
    public boolean isEmptyBetween(TopicPartition partition, long from, long to) {
        peek.assign(List.of(partition));
        peek.seek(partition, from);
        try {
            return peek.poll(PEEK_TIMEOUT).isEmpty() && peek.position(partition) >= to;
        } finally {
            peek.unsubscribe();
        }
    }

    @Override
    public void close() {
        peek.close();
        admin.close();
    }
}
