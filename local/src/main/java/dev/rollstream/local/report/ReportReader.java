package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.StageConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what a report is made of: the small topics whole, tasks and rollouts only where a few groups point at them. */
final class ReportReader implements AutoCloseable {
    private final StageConfig config;
    private final Topics topics;
    private final RegistryClient registry;
    private final TopicReader reader;

    ReportReader(StageConfig config, RegistryClient registry) {
        this.config = config;
        this.topics = config.topics();
        this.registry = registry;
        Cluster.requireTopics(config, topics.all());
        this.reader = new TopicReader(config, "report");
    }

    /** Folds the small topics. Terminal records and receipts are read side by side, so that neither waits long for the other. */
    RunFigures figures(RunReport.Options options) {
        RunFigures figures = new RunFigures(options);
        Map<TopicPartition, Long> groupsAndReceipts = new HashMap<>(reader.ends(topics.receipts()));
        groupsAndReceipts.putAll(reader.ends(topics.advantages()));
        Map<TopicPartition, Long> rewards = reader.ends(topics.rewards());

        readVersions(figures);
        read(figures, rewards, Map.of(topics.rewards(), fold(RewardEvent.class, figures::onReward)));
        read(
                figures,
                groupsAndReceipts,
                Map.of(
                        topics.advantages(), fold(AdvantageGroup.class, figures::onAdvantageGroup),
                        topics.receipts(), fold(Receipt.class, figures::onReceipt)));
        read(
                figures,
                reader.ends(topics.progress()),
                Map.of(topics.progress(), fold(Progress.class, figures::onProgress)));
        return figures;
    }

    /** Folds what says how groups ended, and nothing else. */
    RunFigures endings(RunReport.Options options) {
        RunFigures figures = new RunFigures(options);
        Map<TopicPartition, Long> groups = reader.ends(topics.advantages());
        readVersions(figures);
        read(figures, groups, Map.of(topics.advantages(), fold(AdvantageGroup.class, figures::onAdvantageGroup)));
        return figures;
    }

    private void readVersions(RunFigures figures) {
        read(
                figures,
                reader.ends(topics.policies()),
                Map.of(
                        topics.policies(),
                        fold(PolicyVersion.class, (version, ms) -> figures.onPolicyVersion(version))));
    }

    private void read(
            RunFigures figures,
            Map<TopicPartition, Long> ends,
            Map<Topic<?>, Consumer<ConsumerRecord<byte[], byte[]>>> sinks) {
        Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> byName = new HashMap<>();
        sinks.forEach((topic, sink) -> byName.put(topic.name(), sink));
        reader.read(ends, record -> {
            Consumer<ConsumerRecord<byte[], byte[]>> sink = byName.get(record.topic());
            try {
                if (sink != null) {
                    sink.accept(record);
                }
            } catch (UndecodableRecordException e) {
                figures.onUndecodable();
            }
        });
    }

    private <V extends SpecificRecord> Consumer<ConsumerRecord<byte[], byte[]>> fold(
            Class<V> type, BiConsumer<V, Long> show) {
        AvroDeserializer<V> deserializer = new AvroDeserializer<>(type, registry);
        return record -> {
            V value = deserializer.deserialize(record.topic(), record.headers(), record.value());
            if (value != null) {
                show.accept(value, record.timestamp());
            }
        };
    }

    /** Fetches what the groups point at. */
    List<Example> examples(List<ExampleChoice.Chosen> chosen) {
        return new ExampleReader(config, registry, reader).read(chosen);
    }

    @Override
    public void close() {
        reader.close();
    }
}
