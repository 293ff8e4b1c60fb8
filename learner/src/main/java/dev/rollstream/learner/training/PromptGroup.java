package dev.rollstream.learner.training;

import dev.rollstream.policy.PromptFeatures;
import java.util.List;

/**
 * A prompt with its sampled completions.
 *
 * @param groupId for messages
 * @param prompt that all members answer
 * @param members at least one, in order of their index
 */
public record PromptGroup(String groupId, PromptFeatures prompt, List<SampledMember> members) {
    /** Copies the members. */
    public PromptGroup {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("group " + groupId + " has no member to learn from");
        }
    }

    /** Whether no member is better or worse than another: there is nothing to learn from it but to stay near the reference. */
    public boolean flat() {
        return members.stream().allMatch(member -> member.advantage() == 0);
    }
}
