package dev.rollstream.learner.reader;

import static dev.rollstream.learner.reader.InvalidPayloadException.require;

import dev.rollstream.avro.Member;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The payload of one group: where its task and the rollouts of the members that train lie.
 *
 * @param all the task, then the rollout of each of {@code members}
 * @param members the members that train, by rising index
 */
record GroupReferences(List<PayloadRef> all, List<Member> members) {
    /** Where the task lies. */
    PayloadRef task() {
        return all.get(0);
    }

    /** Where references may point: the partitions of the stream's own topics. */
    static final class Heap {
        private final List<TopicPartition> tasks;
        private final List<TopicPartition> rollouts;

        /**
         * The heap of a stream.
         *
         * @param topics the stream's topics
         * @param partitions the partition count that they share
         */
        Heap(Topics topics, int partitions) {
            this.tasks = partitions(topics.tasks().name(), partitions);
            this.rollouts = partitions(topics.rollouts().name(), partitions);
        }

        private static List<TopicPartition> partitions(String topic, int count) {
            return IntStream.range(0, count)
                    .mapToObj(number -> new TopicPartition(topic, number))
                    .toList();
        }

        /** Every partition of the heap. */
        List<TopicPartition> all() {
            return Stream.concat(tasks.stream(), rollouts.stream()).toList();
        }

        private static PayloadRef resolve(RecordRef ref, List<TopicPartition> partitions)
                throws InvalidPayloadException {
            String own = partitions.get(0).topic();
            require(
                    ref.getTopic() == null || ref.getTopic().equals(own),
                    () -> "refers to another topic than " + own + "; references are followed within the stream only");
            require(
                    ref.getPartition() >= 0 && ref.getPartition() < partitions.size(),
                    () -> "refers to partition " + ref.getPartition() + " of " + own + ", which has "
                            + partitions.size());
            require(ref.getOffset() >= 0, () -> "refers to offset " + ref.getOffset());
            return new PayloadRef(partitions.get(ref.getPartition()), ref.getOffset());
        }
    }

    /**
     * Reads the references of a group, checking the terminal record on its own.
     *
     * @throws InvalidPayloadException if the record contradicts itself or points outside the stream
     */
    static GroupReferences of(IndexedGroup group, Heap heap) throws InvalidPayloadException {
        String groupId = group.advantages().getGroupId();
        require(group.ref().groupId().equals(groupId), () -> "the record's key is not its group id '" + groupId + "'");
        require(group.advantages().getTask() != null, "no reference to the task");
        List<Member> members = group.used();
        require(!members.isEmpty(), "no member has an advantage");
        List<PayloadRef> all = new ArrayList<>(members.size() + 1);
        try {
            all.add(Heap.resolve(group.advantages().getTask(), heap.tasks));
        } catch (InvalidPayloadException e) {
            throw e.in("the task");
        }
        int previous = -1;
        for (Member member : members) {
            try {
                all.add(rollout(member, previous, heap));
            } catch (InvalidPayloadException e) {
                throw e.in("member " + member.getIndex());
            }
            previous = member.getIndex();
        }
        return new GroupReferences(all, members);
    }

    private static PayloadRef rollout(Member member, int previous, Heap heap) throws InvalidPayloadException {
        require(member.getIndex() > previous, () -> "follows member " + previous);
        require(Double.isFinite(member.getAdvantage()), () -> "has advantage " + member.getAdvantage());
        require(member.getRollout() != null, "has an advantage but no reference to its rollout");
        return Heap.resolve(member.getRollout(), heap.rollouts);
    }
}
