package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Task;
import java.util.List;

/**
 * A whole group with its payload. Inline pictures are verified against their checksums; a picture that lies at a URI is not
 * loaded: whoever loads it verifies it.
 *
 * @param ref the group and where its terminal record lies
 * @param advantages the terminal record
 * @param task prompt, pictures and sampling parameters
 * @param members the members that train, by rising index
 * @param payloadBytes bytes of the task and the rollouts on their topics, uncompressed
 */
public record TrainingGroup(
        GroupRef ref, AdvantageGroup advantages, Task task, List<TrainingMember> members, long payloadBytes) {
    /** Copies the members. */
    public TrainingGroup {
        members = List.copyOf(members);
    }

    /** Completion tokens of the members; a member whose count is not known counts as none. */
    public long tokens() {
        return new IndexedGroup(ref, advantages).tokens();
    }
}
