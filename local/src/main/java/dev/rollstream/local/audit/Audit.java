package dev.rollstream.local.audit;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.Projection;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.StopSignal;
import dev.rollstream.runtime.StreamsStage;
import dev.rollstream.scorer.ScorerTopology;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Proves the guarantees from the topics alone. It takes a snapshot of where the topics end, downstream first, so that
 * everything seen downstream has its cause in what is read upstream; and it judges only groups that every topic still holds.
 */
public final class Audit {
    private final StageConfig config;
    private final RegistryClient registry;
    private final Topics topics;
    private final List<Guarantee> guarantees;
    private long undecodable;

    /**
     * An audit that has not run yet.
     *
     * @param guarantees fresh objects, see {@link Guarantees#all}
     */
    public Audit(StageConfig config, RegistryClient registry, List<Guarantee> guarantees) {
        this.config = config;
        this.registry = registry;
        this.topics = config.topics();
        this.guarantees = List.copyOf(guarantees);
    }

    /**
     * Reads everything and judges it. May be run while the stream runs: what was still on its way when the audit began is not judged.
     *
     * @throws StageException if the cluster or a topic cannot be read, or the registry lacks the schemas of what stages wrote
     */
    public AuditReport run() {
        return run(StopSignal.NEVER);
    }

    /**
     * Likewise, unless it is stopped before its end.
     *
     * @throws dev.rollstream.runtime.StoppedException if it was
     */
    public AuditReport run(StopSignal stop) {
        List<Topic<?>> flow = List.of(
                topics.tasks(),
                topics.answerKeys(),
                topics.rollouts(),
                topics.deadLetters(),
                topics.rewards(),
                topics.advantages(),
                topics.policies(),
                topics.receipts(),
                topics.progress());
        Cluster.requireTopics(config, flow);
        Window.Reach processed = Window.Reach.upTo(processed());
        try (TopicReader reader = new TopicReader(config, "audit")) {
            Window.Reach committed = Window.Reach.upTo(reader.ends(topics.tasks()));
            Map<Topic<?>, Map<TopicPartition, Long>> ends = snapshot(reader, flow);
            long fromMs = 0;
            for (Topic<?> topic : flow) {
                Consumer<ConsumerRecord<byte[], byte[]>> sink = sinkOf(topic);
                long cutMs = reader.read(Objects.requireNonNull(ends.get(topic)), record -> {
                            stop.check("the audit");
                            sink.accept(record);
                        })
                        .orElse(0);
                fromMs = topic.settings().coPartitioned() ? Math.max(fromMs, cutMs) : fromMs;
            }
            Window window = new Window(fromMs, committed, processed);
            return new AuditReport(
                    guarantees.stream()
                            .map(guarantee -> guarantee.verify(window))
                            .toList(),
                    undecodable,
                    window);
        }
    }

    /**
     * Where the topics end. Downstream first, so that everything seen downstream has its cause in what is read upstream. Open
     * transactions are included, and waited for when the topic is read: one that was committed a moment ago, in that its offsets
     * are, may not be visible in every partition yet.
     */
    private static Map<Topic<?>, Map<TopicPartition, Long>> snapshot(TopicReader reader, List<Topic<?>> flow) {
        List<Topic<?>> downstreamFirst = new ArrayList<>(flow);
        Collections.reverse(downstreamFirst);
        Map<Topic<?>, Map<TopicPartition, Long>> ends = new LinkedHashMap<>();
        downstreamFirst.forEach(topic -> ends.put(topic, reader.writtenEnds(topic)));
        return ends;
    }

    /** How far scorer and aggregator have read. Asked before the snapshot, so that what they made of it is in there. */
    private Map<TopicPartition, Long> processed() {
        Map<TopicPartition, Long> processed = new HashMap<>();
        try (ClusterAdmin admin = ClusterAdmin.connect(config, "audit-progress")) {
            for (String stage : List.of(ScorerTopology.STAGE, AggregatorStage.NAME)) {
                String group = StreamsStage.applicationId(config, stage);
                Map<TopicPartition, OffsetAndMetadata> offsets = Cluster.await(
                        config,
                        "group " + group,
                        admin.client().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
                offsets.forEach((partition, offset) -> {
                    if (offset != null) {
                        processed.put(partition, offset.offset());
                    }
                });
            }
        }
        return processed;
    }

    private Consumer<ConsumerRecord<byte[], byte[]>> sinkOf(Topic<?> topic) {
        if (topic.equals(topics.tasks())) {
            return decoded(
                    new AvroDeserializer<Task>(Projection.without(Task.getClassSchema(), "images"), registry),
                    Guarantee::onTask);
        }
        if (topic.equals(topics.answerKeys())) {
            return decoded(new AvroDeserializer<>(AnswerKeyEvent.class, registry), Guarantee::onAnswerKey);
        }
        if (topic.equals(topics.rollouts())) {
            return decoded(
                    new AvroDeserializer<Rollout>(
                            Projection.without(Rollout.getClassSchema(), "sequences", "messages"), registry),
                    Guarantee::onRollout);
        }
        if (topic.equals(topics.rewards())) {
            return decoded(new AvroDeserializer<>(RewardEvent.class, registry), Guarantee::onReward);
        }
        if (topic.equals(topics.advantages())) {
            return decoded(new AvroDeserializer<>(AdvantageGroup.class, registry), Guarantee::onAdvantageGroup);
        }
        if (topic.equals(topics.policies())) {
            return decoded(new AvroDeserializer<>(PolicyVersion.class, registry), Guarantee::onPolicyVersion);
        }
        if (topic.equals(topics.progress())) {
            return decoded(new AvroDeserializer<>(Progress.class, registry), Guarantee::onProgress);
        }
        if (topic.equals(topics.receipts())) {
            return decoded(new AvroDeserializer<>(Receipt.class, registry), Guarantee::onReceipt);
        }
        return record -> DeadLetter.of(record.headers())
                .ifPresent(letter -> guarantees.forEach(guarantee -> guarantee.onDeadLetter(letter)));
    }

    private <V extends SpecificRecord> Consumer<ConsumerRecord<byte[], byte[]>> decoded(
            AvroDeserializer<V> deserializer, BiConsumer<Guarantee, Logged<V>> show) {
        return record -> {
            V value;
            try {
                value = deserializer.deserialize(record.topic(), record.headers(), record.value());
            } catch (UndecodableRecordException e) {
                requireRegistryOfStream(record, e);
                undecodable++;
                return;
            }
            if (value == null || record.key() == null) {
                undecodable++;
                return;
            }
            Logged<V> logged = new Logged<>(
                    new String(record.key(), StandardCharsets.UTF_8),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    value);
            guarantees.forEach(guarantee -> show.accept(guarantee, logged));
        };
    }

    /** Anybody may write nonsense to an input; what stages wrote can be read wherever their registry still has its schemas. */
    private void requireRegistryOfStream(ConsumerRecord<byte[], byte[]> record, UndecodableRecordException e) {
        boolean byStages = List.of(topics.rewards(), topics.advantages(), topics.progress(), topics.receipts()).stream()
                .anyMatch(topic -> topic.name().equals(record.topic()));
        if (byStages && e.reason() == UndecodableRecordException.Reason.UNKNOWN_SCHEMA) {
            throw new StageException(
                    "record " + record.topic() + "-" + record.partition() + "@" + record.offset()
                            + " cannot be audited (" + e.getMessage()
                            + "): this is not the stream's schema registry, or it has lost its schemas; name the right one"
                            + " with --schema-registry, or restore its storage",
                    e);
        }
    }
}
