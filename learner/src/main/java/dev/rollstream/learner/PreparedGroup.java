package dev.rollstream.learner;

import dev.rollstream.avro.GroupId;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.learner.reader.TrainingMember;
import dev.rollstream.learner.training.PromptGroup;
import java.util.Comparator;

/**
 * A group as it came, and as the policy learns from it.
 *
 * @param source with its records
 * @param learned without them
 */
record PreparedGroup(TrainingGroup source, PromptGroup learned) {
    /**
     * By run and sequence: the order in which groups were made. The order in which they end hangs on who was faster, and the sum of
     * rounded numbers on their order; so a batch of the same groups is the same batch.
     */
    static final Comparator<PreparedGroup> AS_MADE = Comparator.comparing(
            prepared -> GroupId.parse(prepared.source.ref().groupId()),
            Comparator.comparing(GroupId::runId).thenComparingLong(GroupId::sequence));

    /** Mean reward of the members that train. */
    double meanReward() {
        return source.members().stream()
                .mapToDouble(member -> member.scored().getReward() == null
                        ? 0
                        : member.scored().getReward())
                .average()
                .orElse(0);
    }

    /** How many versions behind the group's oldest token is; 0 where it does not say. */
    long staleness(long currentVersion) {
        return source.members().stream()
                .map(TrainingMember::scored)
                .mapToLong(member -> member.getPolicyVersionMin() == null
                        ? 0
                        : Math.max(0, currentVersion - member.getPolicyVersionMin()))
                .max()
                .orElse(0);
    }
}
