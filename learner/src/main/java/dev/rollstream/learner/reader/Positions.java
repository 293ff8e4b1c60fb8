package dev.rollstream.learner.reader;

import dev.rollstream.avro.Topics;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.ClusterAdmin;
import dev.rollstream.runtime.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Positions to begin at where there is no checkpoint. */
public final class Positions {
    private Positions() {}

    /**
     * Before the first group that the topic still holds.
     *
     * @throws dev.rollstream.runtime.StageException if the cluster does not answer or the topic is missing
     */
    public static Position earliest(StageConfig config) {
        return ask(config, OffsetSpec.earliest());
    }

    /**
     * After the last group that is committed by now.
     *
     * @throws dev.rollstream.runtime.StageException if the cluster does not answer or the topic is missing
     */
    public static Position latest(StageConfig config) {
        return ask(config, OffsetSpec.latest());
    }

    private static Position ask(StageConfig config, OffsetSpec spec) {
        String topic = config.topics().advantages().name();
        int partitions = Cluster.requireTopics(config, List.of(config.topics().advantages()));
        Map<TopicPartition, OffsetSpec> question = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> spec));
        try (ClusterAdmin admin = ClusterAdmin.connect(config, "learner-positions")) {
            Map<TopicPartition, ListOffsetsResultInfo> answer = Cluster.await(
                    config,
                    topic,
                    admin.client()
                            .listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                            .all());
            TreeMap<Integer, Long> offsets = new TreeMap<>();
            answer.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
            return new Position(topic, offsets);
        }
    }

    /**
     * Checks that a position is one of this stream.
     *
     * @throws PositionException naming both sides if it is not
     */
    static void requireFits(Position position, Topics topics, int partitions) {
        String topic = topics.advantages().name();
        if (!position.topic().equals(topic)) {
            throw new PositionException("the position is one of topic " + position.topic() + ", this stream's is "
                    + topic + "; give the --prefix that the checkpoint was made under, or begin anew");
        }
        List<Integer> expected = IntStream.range(0, partitions).boxed().toList();
        if (!List.copyOf(position.offsets().keySet()).equals(expected)) {
            throw new PositionException(
                    "the position names partitions "
                            + position.offsets().keySet() + " of " + topic + ", which has " + partitions
                            + ": the topic was made anew with another partition count, so no checkpoint of the old one fits; begin anew");
        }
    }
}
