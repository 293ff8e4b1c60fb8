package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Member;
import java.util.List;
import java.util.OptionalLong;

/**
 * A group as the index knows it: its terminal record, no payload. Enough for gates and for cutting batches.
 *
 * @param ref the group and where the record lies
 * @param advantages the record
 */
public record IndexedGroup(GroupRef ref, AdvantageGroup advantages) {
    /** The members that train, by rising index: those with an advantage. */
    public List<Member> used() {
        return advantages.getMembers().stream()
                .filter(member -> member.getAdvantage() != null)
                .toList();
    }

    /** Completion tokens of the members that train; a member whose count is not known counts as none. */
    public long tokens() {
        long tokens = 0;
        for (Member member : advantages.getMembers()) {
            if (member.getAdvantage() != null && member.getTokenCount() != null) {
                tokens += member.getTokenCount();
            }
        }
        return tokens;
    }

    /** Oldest policy version that sampled a token of a member that trains; empty if a member does not say. */
    public OptionalLong oldestVersion() {
        List<Member> used = used();
        if (used.isEmpty() || used.stream().anyMatch(member -> member.getPolicyVersionMin() == null)) {
            return OptionalLong.empty();
        }
        return used.stream().mapToLong(Member::getPolicyVersionMin).min();
    }
}
