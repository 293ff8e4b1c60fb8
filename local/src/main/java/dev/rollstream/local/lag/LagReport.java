package dev.rollstream.local.lag;

import dev.rollstream.local.lag.LagSnapshot.Bounds;
import dev.rollstream.local.lag.LagSnapshot.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far each stage of a stream is behind.
 *
 * @param atMs when, milliseconds since the epoch
 * @param inputs a line for each topic that a group is to read, in the order of the flow
 * @param held partitions in which an open transaction holds records back
 * @param learners what waits for each learner
 */
public record LagReport(long atMs, List<InputLag> inputs, List<Held> held, List<LearnerLag> learners) {
    /** Copies the lists. */
    public LagReport {
        inputs = List.copyOf(inputs);
        held = List.copyOf(held);
        learners = List.copyOf(learners);
    }

    /**
     * A topic that a group is to read.
     *
     * @param stage what the group is in the stream: worker, scorer, aggregator, other
     * @param group its id
     * @param kind how it keeps its place
     * @param state of its members, such as STABLE or EMPTY
     * @param topic the topic
     * @param partitions in order
     */
    public record InputLag(
            String stage, String group, GroupKind kind, String state, String topic, List<PartitionLag> partitions) {
        /** Copies the list. */
        public InputLag {
            partitions = List.copyOf(partitions);
        }

        /** Records that may be read and are not done with. */
        public long records() {
            return partitions.stream().mapToLong(PartitionLag::records).sum();
        }

        /** Age of the oldest of them; empty if there is none, or it is not known. */
        public OptionalLong ageMs() {
            return partitions.stream()
                    .map(PartitionLag::ageMs)
                    .filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong)
                    .max();
        }
    }

    /**
     * A partition.
     *
     * @param partition its number
     * @param position next record
     * @param end of what may be read
     * @param records that may be read and are not done with
     * @param ageMs age of the first of them; empty if there is none, or it is not known
     */
    public record PartitionLag(int partition, long position, long end, long records, OptionalLong ageMs) {}

    /**
     * A partition whose end is held back by an open transaction.
     *
     * @param topic its topic
     * @param partition its number
     * @param records that cannot be read yet
     * @param forMs since when the first of them waits; empty if it is not known
     */
    public record Held(String topic, int partition, long records, OptionalLong forMs) {}

    /**
     * Puts a report together.
     *
     * @param times of the snapshot's places, milliseconds since the epoch, as far as they are known
     */
    static LagReport of(LagSnapshot snapshot, Map<Place, Long> times, List<LearnerLag> learners) {
        List<InputLag> inputs = new ArrayList<>();
        for (Group group : snapshot.groups()) {
            Map<String, List<PartitionLag>> byTopic = new LinkedHashMap<>();
            for (TopicPartition partition : snapshot.partitions(group)) {
                Bounds bounds = snapshot.bounds().get(partition);
                if (bounds != null) {
                    byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                            .add(lag(snapshot.atMs(), group, partition, bounds, times));
                }
            }
            byTopic.forEach((topic, partitions) -> inputs.add(
                    new InputLag(group.stage(), group.id(), group.kind(), group.state(), topic, partitions)));
        }
        return new LagReport(snapshot.atMs(), inputs, held(snapshot, times), learners);
    }

    private static PartitionLag lag(
            long atMs, Group group, TopicPartition partition, Bounds bounds, Map<Place, Long> times) {
        long position = group.position(partition, bounds);
        long records = group.lag(partition, bounds);
        OptionalLong age = records == 0 ? OptionalLong.empty() : age(atMs, times.get(new Place(partition, position)));
        return new PartitionLag(partition.partition(), position, bounds.stable(), records, age);
    }

    private static OptionalLong age(long atMs, @Nullable Long timeMs) {
        return timeMs == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, atMs - timeMs));
    }

    private static List<Held> held(LagSnapshot snapshot, Map<Place, Long> times) {
        List<Held> held = new ArrayList<>();
        snapshot.bounds().forEach((partition, bounds) -> {
            if (bounds.held() > 0) {
                Long sinceMs = times.get(new Place(partition, bounds.stable()));
                held.add(new Held(
                        partition.topic(), partition.partition(), bounds.held(), age(snapshot.atMs(), sinceMs)));
            }
        });
        held.sort(Comparator.comparing(Held::topic).thenComparing(Held::partition));
        return held;
    }

    /** The report as JSON-ready maps; what is not known is left out. Ages are in seconds. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at_ms", atMs);
        json.put("inputs", inputs.stream().map(LagReport::json).toList());
        json.put("held", held.stream().map(LagReport::json).toList());
        json.put("learners", learners.stream().map(LearnerLag::toJson).toList());
        return json;
    }

    private static Map<String, Object> json(InputLag input) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stage", input.stage());
        json.put("group", input.group());
        json.put("kind", input.kind().text());
        json.put("state", input.state());
        json.put("topic", input.topic());
        json.put("lag", input.records());
        seconds(json, "age_s", input.ageMs());
        json.put(
                "partitions",
                input.partitions().stream()
                        .map(partition -> {
                            Map<String, Object> own = new LinkedHashMap<>();
                            own.put("partition", partition.partition());
                            own.put("position", partition.position());
                            own.put("end", partition.end());
                            own.put("lag", partition.records());
                            seconds(own, "age_s", partition.ageMs());
                            return own;
                        })
                        .toList());
        return json;
    }

    private static Map<String, Object> json(Held held) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", held.topic());
        json.put("partition", held.partition());
        json.put("records", held.records());
        seconds(json, "for_s", held.forMs());
        return json;
    }

    /** Puts a time that is known. */
    static void seconds(Map<String, Object> json, String name, OptionalLong ms) {
        ms.ifPresent(known -> json.put(name, known / 1e3));
    }
}
