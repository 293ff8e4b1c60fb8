package dev.rollstream.local.demo;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads along with the stream, from its beginning, and keeps the figures. Takes part in nothing. */
final class StreamTap implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamTap.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final StageConfig config;
    private final Topics topics;
    private final LiveFigures figures = new LiveFigures();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroDeserializer<RewardEvent> rewards;
    private final AvroDeserializer<AdvantageGroup> advantages;
    private final ClusterAdmin admin;
    private final Map<TopicPartition, OffsetSpec> rolloutEnds;
    private final Thread thread;

    StreamTap(StageConfig config, RegistryClient registry) {
        this.config = config;
        topics = config.topics();
        rewards = new AvroDeserializer<>(RewardEvent.class, registry);
        advantages = new AvroDeserializer<>(AdvantageGroup.class, registry);
        consumer = new KafkaConsumer<>(
                config.consumer("demo-figures"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> read = new ArrayList<>(partitions(topics.rewards()));
        read.addAll(partitions(topics.advantages()));
        admin = ClusterAdmin.connect(config, "demo-figures");
        rolloutEnds = partitions(topics.rollouts()).stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        consumer.assign(read);
        consumer.seekToBeginning(read);
        thread = new Thread(this::run, "demo-figures");
        thread.setDaemon(true);
        thread.start();
    }

    private List<TopicPartition> partitions(Topic<?> topic) {
        return consumer.partitionsFor(topic.name()).stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    LiveFigures.Snapshot figures(String runId) {
        return figures.snapshot(runId);
    }

    Evaluation evaluation(String runId) {
        return figures.evaluation(runId);
    }

    private void run() {
        try (consumer;
                admin) {
            while (!Thread.currentThread().isInterrupted()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    read(record);
                }
                figures.rolloutsWritten(rolloutsWritten());
            }
        } catch (WakeupException e) {
            log.atDebug().log("figures end");
        } catch (KafkaException | StageException e) {
            log.atWarn().addKeyValue("error", e).log("figures stand still: the broker cannot be read");
        }
    }

    private long rolloutsWritten() {
        return Cluster.await(
                        config,
                        topics.rollouts().name(),
                        admin.client().listOffsets(rolloutEnds).all())
                .values()
                .stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.rewards().name())) {
            RewardEvent event = rewards.deserialize(record.topic(), record.headers(), record.value());
            if (event != null) {
                figures.onReward(event);
            }
        } else {
            AdvantageGroup group = advantages.deserialize(record.topic(), record.headers(), record.value());
            if (group != null) {
                figures.onAdvantageGroup(group);
            }
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
