package dev.rollstream.local.lag;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.runtime.StageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the small topics that say what waits for learners: progress and policies whole, advantages from where the slowest learner
 * stands. Needs the right to read these three; none of them holds a prompt, a completion or an answer.
 */
final class LearnerTopics implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int QUIET_POLLS = 100;

    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> places;
    private final KafkaConsumer<byte[], byte[]> groups;
    private final AvroDeserializer<Progress> progress;
    private final AvroDeserializer<PolicyVersion> policies;
    private final AvroDeserializer<AdvantageGroup> advantages;
    private final List<TopicPartition> ofProgress;
    private final List<TopicPartition> ofAdvantages;
    private final Map<Integer, Long> readFrom = new HashMap<>();
    private final WaitingGroups waiting = new WaitingGroups();

    LearnerTopics(StageConfig config, RegistryClient registry) {
        topics = config.topics();
        places = consumer(config, "lag-learners");
        groups = consumer(config, "lag-groups");
        progress = new AvroDeserializer<>(Progress.class, registry);
        policies = new AvroDeserializer<>(PolicyVersion.class, registry);
        advantages = new AvroDeserializer<>(AdvantageGroup.class, registry);
        ofProgress = new ArrayList<>(partitions(places, topics.progress()));
        ofProgress.addAll(partitions(places, topics.policies()));
        ofAdvantages = partitions(groups, topics.advantages());
        places.assign(ofProgress);
        places.seekToBeginning(ofProgress);
        groups.assign(ofAdvantages);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(StageConfig config, String client) {
        return new KafkaConsumer<>(config.consumer(client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic<?> topic) {
        return consumer.partitionsFor(topic.name()).stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    /** What waits for each learner now. */
    List<LearnerLag> look(long nowMs) {
        read(places, ofProgress, () -> true);
        if (!waiting.isWanted()) {
            return List.of();
        }
        Map<TopicPartition, Long> begins = groups.beginningOffsets(ofAdvantages);
        for (TopicPartition partition : ofAdvantages) {
            long needed = Math.max(begins.getOrDefault(partition, 0L), waiting.firstNeeded(partition.partition()));
            long from = readFrom.getOrDefault(partition.partition(), Long.MAX_VALUE);
            if (needed < from) {
                // The first look, or a learner that went back: what was passed over is needed now.
                readFrom.put(partition.partition(), needed);
                groups.seek(partition, needed);
            }
        }
        read(groups, ofAdvantages, waiting::hasRoom);
        Map<Integer, Long> ends = new HashMap<>();
        groups.endOffsets(ofAdvantages).forEach((partition, end) -> ends.put(partition.partition(), end));
        return waiting.lags(nowMs, ends);
    }

    /** Reads up to where the partitions end now, as long as there is room. */
    private void read(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, BooleanSupplier room) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        int quiet = 0;
        while (quiet < QUIET_POLLS
                && room.getAsBoolean()
                && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            int records = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
                records++;
            }
            quiet = records == 0 ? quiet + 1 : 0;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(topics.progress().name())) {
                Progress value = progress.deserialize(record.topic(), record.headers(), record.value());
                if (value != null) {
                    waiting.onProgress(value, record.timestamp());
                }
            } else if (record.topic().equals(topics.policies().name())) {
                PolicyVersion value = policies.deserialize(record.topic(), record.headers(), record.value());
                if (value != null) {
                    waiting.onPolicyVersion(value);
                }
            } else {
                AdvantageGroup value = advantages.deserialize(record.topic(), record.headers(), record.value());
                if (value != null) {
                    waiting.onAdvantageGroup(record.partition(), record.offset(), record.timestamp(), value);
                }
            }
        } catch (UndecodableRecordException e) {
            // It counts nowhere here; the audit names it.
            return;
        }
    }

    @Override
    public void close() {
        places.close();
        groups.close();
    }
}
