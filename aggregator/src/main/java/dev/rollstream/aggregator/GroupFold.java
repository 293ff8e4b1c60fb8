package dev.rollstream.aggregator;

import dev.rollstream.aggregator.FoldStep.DuplicateMember;
import dev.rollstream.aggregator.FoldStep.Ended;
import dev.rollstream.aggregator.FoldStep.MemberTaken;
import dev.rollstream.aggregator.FoldStep.Opened;
import dev.rollstream.aggregator.FoldStep.Rejected;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.RewardEvent;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fold from REWARDS to ADVANTAGES in memory, without Kafka: fed the same events in the same order a group, it gives the
 * same terminal records as the stage, byte for byte. For audits, simulations and tests. Not thread-safe.
 */
public final class GroupFold {

    private final Map<String, byte[]> open = new HashMap<>();
    private long rejected;

    /**
     * Folds one event.
     *
     * @param key the record's key
     * @param event the record
     * @return the group's terminal record if the event ended it; empty otherwise, also for an event that the stage would dead-letter
     */
    public Optional<AdvantageGroup> accept(String key, RewardEvent event) {
        FoldStep step = GroupTransition.apply(open.get(key), key, event);
        if (step instanceof Opened opened) {
            open.put(key, opened.state());
        } else if (step instanceof MemberTaken taken) {
            open.put(key, taken.state());
        } else if (step instanceof DuplicateMember duplicate) {
            open.put(key, duplicate.state());
        } else if (step instanceof Rejected) {
            rejected++;
        } else if (step instanceof Ended ended) {
            open.remove(key);
            return Optional.of(ended.group());
        }
        return Optional.empty();
    }

    /** {@return ids of the groups that are open now} */
    public Set<String> openGroups() {
        return Collections.unmodifiableSet(open.keySet());
    }

    /** {@return how many events the stage would dead-letter} */
    public long rejected() {
        return rejected;
    }
}
