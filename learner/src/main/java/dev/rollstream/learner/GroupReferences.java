package dev.rollstream.learner;

import static dev.rollstream.learner.InvalidPayloadException.require;

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
 * @param task the task
 * @param rollouts the rollouts, one for each of {@code members}
 * @param members the members that train, by rising index
 */
record GroupReferences(PayloadRef task, List<PayloadRef> rollouts, List<Member> members) {
    /**
     * Where references may point: the stream's own topics, partitions that exist.
     *
     * @param topics the stream's topics
     * @param partitions the partition count that they share
     */
    record Heap(Topics topics, int partitions) {
        /** Every partition of the heap. */
        List<TopicPartition> all() {
            return Stream.of(topics.tasks().name(), topics.rollouts().name())
                    .flatMap(topic ->
                            IntStream.range(0, partitions).mapToObj(number -> new TopicPartition(topic, number)))
                    .toList();
        }

        private PayloadRef resolve(RecordRef ref, String own, String what) throws InvalidPayloadException {
            require(
                    ref.getTopic() == null || ref.getTopic().equals(own),
                    what + " refers to another topic than " + own + "; references are followed within the stream only");
            require(
                    ref.getPartition() >= 0 && ref.getPartition() < partitions,
                    what + " refers to partition " + ref.getPartition() + " of " + own + ", which has " + partitions);
            require(ref.getOffset() >= 0, what + " refers to offset " + ref.getOffset());
            return new PayloadRef(new TopicPartition(own, ref.getPartition()), ref.getOffset());
        }
    }

    /**
     * Reads the references of a group, checking the terminal record on its own.
     *
     * @throws InvalidPayloadException if the record contradicts itself or points outside the stream
     */
    static GroupReferences of(IndexedGroup group, Heap heap) throws InvalidPayloadException {
        String groupId = group.advantages().getGroupId();
        require(group.ref().groupId().equals(groupId), "the record's key is not its group id '" + groupId + "'");
        require(group.advantages().getTask() != null, "no reference to the task");
        List<Member> members = group.used();
        require(!members.isEmpty(), "no member has an advantage");
        PayloadRef task =
                heap.resolve(group.advantages().getTask(), heap.topics().tasks().name(), "the task");
        List<PayloadRef> rollouts = new ArrayList<>();
        int previous = -1;
        for (Member member : members) {
            String what = "member " + member.getIndex();
            require(member.getIndex() > previous, what + " follows member " + previous);
            require(Double.isFinite(member.getAdvantage()), what + " has advantage " + member.getAdvantage());
            require(member.getRollout() != null, what + " has an advantage but no reference to its rollout");
            rollouts.add(
                    heap.resolve(member.getRollout(), heap.topics().rollouts().name(), what));
            previous = member.getIndex();
        }
        return new GroupReferences(task, List.copyOf(rollouts), members);
    }

    /** All of them, the task first. */
    List<PayloadRef> all() {
        List<PayloadRef> refs = new ArrayList<>(rollouts);
        refs.add(0, task);
        return refs;
    }
}
