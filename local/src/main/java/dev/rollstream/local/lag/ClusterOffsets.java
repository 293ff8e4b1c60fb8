package dev.rollstream.local.lag;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.local.lag.LagSnapshot.Bounds;
import dev.rollstream.local.lag.LagSnapshot.Group;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsStage;
import dev.rollstream.scorer.ScorerTopology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks a cluster for the offsets of a stream. Needs the right to describe its topics and groups, and no other. */
final class ClusterOffsets implements RecordTimes.Oracle, AutoCloseable {
    /** Groups of one kind beyond this many are left out: whoever may open groups could open any number. */
    static final int MAX_GROUPS = 32;

    private final StageConfig config;
    private final Topics topics;
    private final ClusterAdmin connection;
    private final Admin admin;
    private final List<String> names;

    ClusterOffsets(StageConfig config) {
        this.config = config;
        this.topics = config.topics();
        this.connection = ClusterAdmin.connect(config, "lag");
        this.admin = connection.client();
        this.names = topics.all().stream().map(Topic::name).toList();
    }

    /** The stream's offsets now. */
    LagSnapshot snapshot(long nowMs) {
        List<TopicPartition> partitions = partitions();
        List<Group> groups = groups();
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stable = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> written = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Bounds> bounds = new HashMap<>();
        stable.forEach((partition, end) -> bounds.put(
                partition, new Bounds(begins.getOrDefault(partition, 0L), end, written.getOrDefault(partition, end))));
        return new LagSnapshot(nowMs, groups, bounds);
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(names).topicNameValues();
        answers.forEach((name, answer) -> Cluster.await(config, name, answer)
                .partitions()
                .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
        return partitions;
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ask(question, isolation).forEach((partition, answer) -> offsets.put(partition, answer.offset()));
        return offsets;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ask(
            Map<TopicPartition, OffsetSpec> question, IsolationLevel isolation) {
        return Cluster.await(
                config,
                "the topics of " + topics.prefix(),
                admin.listOffsets(question, new ListOffsetsOptions(isolation)).all());
    }

    @Override
    public Map<TopicPartition, RecordTimes.First> firstAtOrAfter(Map<TopicPartition, Long> timesMs) {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        timesMs.forEach((partition, timeMs) -> question.put(partition, OffsetSpec.forTimestamp(timeMs)));
        Map<TopicPartition, RecordTimes.First> firsts = new HashMap<>();
        ask(question, IsolationLevel.READ_UNCOMMITTED).forEach((partition, answer) -> {
            if (answer.offset() >= 0) {
                firsts.put(partition, new RecordTimes.First(answer.offset(), answer.timestamp()));
            }
        });
        return firsts;
    }

    /** The stages in the order of the flow, also those that have never run, then others under the stream's prefix. */
    private List<Group> groups() {
        Map<String, GroupListing> listed = new TreeMap<>();
        for (GroupListing group :
                Cluster.await(config, "the groups", admin.listGroups().valid())) {
            if (group.groupId().startsWith(topics.prefix())) {
                listed.put(group.groupId(), group);
            }
        }
        List<Group> groups = new ArrayList<>();
        for (GroupKind kind : List.of(GroupKind.SHARE, GroupKind.CONSUMER, GroupKind.STREAMS)) {
            List<GroupListing> own = listed.values().stream()
                    .filter(group -> kind(group) == kind)
                    .limit(MAX_GROUPS)
                    .toList();
            groups.addAll(groups(kind, own));
        }
        for (Stage stage : List.of(Stage.WORKER, Stage.SCORER, Stage.AGGREGATOR)) {
            if (groups.stream().noneMatch(group -> group.stage().equals(stage.text))) {
                groups.add(new Group(
                        stage.text, "", GroupKind.NONE, "NEVER RUN", inputs(stage, Set.of()), Map.of(), Map.of()));
            }
        }
        groups.sort(
                Comparator.comparing((Group group) -> Stage.of(group.stage())).thenComparing(Group::id));
        return groups;
    }

    /** What a group is in the stream. */
    private enum Stage {
        WORKER("worker"),
        SCORER(ScorerTopology.STAGE),
        AGGREGATOR(AggregatorStage.NAME),
        OTHER("other");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        static Stage of(String text) {
            for (Stage stage : values()) {
                if (stage.text.equals(text)) {
                    return stage;
                }
            }
            return OTHER;
        }
    }

    private static GroupKind kind(GroupListing group) {
        Optional<GroupType> type = group.type();
        if (type.equals(Optional.of(GroupType.SHARE))) {
            return GroupKind.SHARE;
        }
        if (type.equals(Optional.of(GroupType.STREAMS))) {
            return GroupKind.STREAMS;
        }
        boolean reads = group.protocol().isEmpty() || group.protocol().equals("consumer");
        return reads ? GroupKind.CONSUMER : GroupKind.NONE;
    }

    private List<Group> groups(GroupKind kind, List<GroupListing> listed) {
        List<Group> groups = new ArrayList<>();
        if (listed.isEmpty()) {
            return groups;
        }
        List<String> ids = listed.stream().map(GroupListing::groupId).toList();
        Map<String, Map<TopicPartition, Long>> told = new HashMap<>();
        Map<String, Map<TopicPartition, Long>> positions = positions(kind, ids, told);
        for (GroupListing group : listed) {
            Map<TopicPartition, Long> own = positions.getOrDefault(group.groupId(), Map.of());
            Set<String> read = own.keySet().stream()
                    .map(TopicPartition::topic)
                    .filter(names::contains)
                    .collect(Collectors.toSet());
            Stage stage = stage(group.groupId(), kind, read);
            groups.add(new Group(
                    stage.text,
                    group.groupId(),
                    kind,
                    group.groupState().map(Enum::name).orElse("UNKNOWN"),
                    inputs(stage, read),
                    own,
                    told.getOrDefault(group.groupId(), Map.of())));
        }
        return groups;
    }

    private Stage stage(String id, GroupKind kind, Set<String> read) {
        for (Stage stage : List.of(Stage.SCORER, Stage.AGGREGATOR)) {
            if (id.equals(StreamsStage.applicationId(config, stage.text))) {
                return stage;
            }
        }
        boolean tasks = read.contains(topics.tasks().name()) || (read.isEmpty() && kind == GroupKind.SHARE);
        return tasks ? Stage.WORKER : Stage.OTHER;
    }

    private Set<String> inputs(Stage stage, Set<String> read) {
        return switch (stage) {
            case WORKER -> Set.of(topics.tasks().name());
            case SCORER -> Set.of(topics.rollouts().name(), topics.answerKeys().name());
            case AGGREGATOR -> Set.of(topics.rewards().name());
            case OTHER -> read;
        };
    }

    private Map<String, Map<TopicPartition, Long>> positions(
            GroupKind kind, List<String> ids, Map<String, Map<TopicPartition, Long>> told) {
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        String subject = "the groups of " + topics.prefix();
        if (kind == GroupKind.SHARE) {
            Cluster.await(
                            config,
                            subject,
                            admin.listShareGroupOffsets(specs(ids, new ListShareGroupOffsetsSpec()))
                                    .all())
                    .forEach((id, offsets) -> shared(id, offsets, positions, told));
            return positions;
        }
        KafkaFuture<Map<String, Map<TopicPartition, OffsetAndMetadata>>> answer = kind == GroupKind.STREAMS
                ? admin.listStreamsGroupOffsets(specs(ids, new ListStreamsGroupOffsetsSpec()))
                        .all()
                : admin.listConsumerGroupOffsets(specs(ids, new ListConsumerGroupOffsetsSpec()))
                        .all();
        Cluster.await(config, subject, answer).forEach((id, offsets) -> {
            Map<TopicPartition, Long> own = positions.computeIfAbsent(id, any -> new HashMap<>());
            offsets.forEach((partition, offset) -> {
                if (offset != null) {
                    own.put(partition, offset.offset());
                }
            });
        });
        return positions;
    }

    private static void shared(
            String id,
            Map<TopicPartition, SharePartitionOffsetInfo> offsets,
            Map<String, Map<TopicPartition, Long>> positions,
            Map<String, Map<TopicPartition, Long>> told) {
        Map<TopicPartition, Long> own = positions.computeIfAbsent(id, any -> new HashMap<>());
        Map<TopicPartition, Long> lags = told.computeIfAbsent(id, any -> new HashMap<>());
        offsets.forEach((partition, info) -> {
            if (info != null && info.startOffset() >= 0) {
                own.put(partition, info.startOffset());
                info.lag().filter(lag -> lag >= 0).ifPresent(lag -> lags.put(partition, lag));
            }
        });
    }

    private static <S> Map<String, S> specs(List<String> ids, S all) {
        return ids.stream().collect(Collectors.toMap(Function.identity(), id -> all));
    }

    @Override
    public void close() {
        connection.close();
    }
}
