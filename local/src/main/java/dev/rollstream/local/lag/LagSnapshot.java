package dev.rollstream.local.lag;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of a stream at one moment, as far as a cluster can tell them at one.
 *
 * @param atMs when, milliseconds since the epoch
 * @param groups who reads, asked for before the bounds, so that nobody stands beyond an end
 * @param bounds of every partition of the stream's topics
 */
record LagSnapshot(long atMs, List<Group> groups, Map<TopicPartition, Bounds> bounds) {
    LagSnapshot {
        groups = List.copyOf(groups);
        bounds = Map.copyOf(bounds);
    }

    /**
     * A partition's offsets.
     *
     * @param begin first record that is still there
     * @param stable end of what may be read by who reads committed records only
     * @param written end of everything, open transactions included
     */
    record Bounds(long begin, long stable, long written) {
        /** Records that an open transaction holds back. */
        long held() {
            return Math.max(0, written - stable);
        }
    }

    /**
     * Who reads.
     *
     * @param stage what it is in the stream
     * @param id group id
     * @param state of its members, such as STABLE or EMPTY
     * @param inputs the topics that it is to read
     * @param positions next record by partition; a partition without a place is missing
     * @param told lag as the broker tells it, by partition; of share groups alone, which are done with records in any order
     */
    record Group(
            String stage,
            String id,
            GroupKind kind,
            String state,
            Set<String> inputs,
            Map<TopicPartition, Long> positions,
            Map<TopicPartition, Long> told) {
        Group {
            inputs = Set.copyOf(inputs);
            positions = Map.copyOf(positions);
            told = Map.copyOf(told);
        }

        /** The next record of a partition: where nothing is committed, the first one; what retention has taken is passed over. */
        long position(TopicPartition partition, Bounds bounds) {
            return Math.max(bounds.begin(), positions.getOrDefault(partition, bounds.begin()));
        }

        /** Records of a partition that may be read and are not done with. */
        long lag(TopicPartition partition, Bounds bounds) {
            long behind = Math.max(0, bounds.stable() - position(partition, bounds));
            return Math.min(behind, told.getOrDefault(partition, behind));
        }
    }

    /** The places whose time makes a lag an age: the first record that a group is not done with, and the first that is held back. */
    Set<Place> places() {
        Set<Place> places = new HashSet<>();
        bounds.forEach((partition, own) -> {
            for (Group group : groups) {
                if (group.inputs().contains(partition.topic()) && group.lag(partition, own) > 0) {
                    places.add(new Place(partition, group.position(partition, own)));
                }
            }
            if (own.held() > 0) {
                places.add(new Place(partition, own.stable()));
            }
        });
        return places;
    }

    /** The partitions that a group is to read, in order. */
    List<TopicPartition> partitions(Group group) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicPartition partition : bounds.keySet()) {
            if (group.inputs().contains(partition.topic())) {
                partitions.add(partition);
            }
        }
        partitions.sort((a, b) -> a.topic().equals(b.topic())
                ? Integer.compare(a.partition(), b.partition())
                : a.topic().compareTo(b.topic()));
        return partitions;
    }
}
