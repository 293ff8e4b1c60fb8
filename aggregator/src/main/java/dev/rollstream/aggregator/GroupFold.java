package dev.rollstream.aggregator;

import dev.rollstream.aggregator.FoldStep.Ended;
import dev.rollstream.aggregator.FoldStep.Rejected;
import dev.rollstream.aggregator.GroupRows.Change;
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

    private final Map<String, Map<Integer, byte[]>> open = new HashMap<>();
    private long rejected;

    /**
     * Folds one event.
     *
     * @param key the record's key
     * @param event the record
     * @return the group's terminal record if the event ended it; empty otherwise, also for an event that the stage would dead-letter
     */
    public Optional<AdvantageGroup> accept(String key, RewardEvent event) {
        FoldStep step = GroupTransition.apply(open.getOrDefault(key, Map.of())::get, key, event);
        step.changes().forEach(change -> store(key, change));
        if (step instanceof Rejected) {
            rejected++;
        }
        return step instanceof Ended ended ? Optional.of(ended.group()) : Optional.empty();
    }

    private void store(String key, Change change) {
        Map<Integer, byte[]> rows = open.computeIfAbsent(key, group -> new HashMap<>());
        if (change.value() != null) {
            rows.put(change.row(), change.value());
        } else {
            rows.remove(change.row());
        }
        if (rows.isEmpty()) {
            open.remove(key);
        }
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
