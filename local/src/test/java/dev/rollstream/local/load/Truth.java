package dev.rollstream.local.load;

import dev.rollstream.runtime.DeadLetterReason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a load must come to.
 *
 * @param runId run of the load's groups
 * @param fates of every group with an answer key that opens it, by id
 * @param deadLetters every record that must be dead-lettered, once each
 */
public record Truth(String runId, Map<String, Fate> fates, Map<Landing.Place, DeadLetterReason> deadLetters) {
    /** A record that no group can use. */
    public record BadRecord(Landing at, DeadLetterReason reason) {}

    /** Works it out once all is written. */
    public static Truth of(String runId, List<SeededGroup> groups, List<BadRecord> badRecords) {
        Map<String, Fate> fates = new LinkedHashMap<>();
        Map<Landing.Place, DeadLetterReason> deadLetters = new HashMap<>();
        badRecords.forEach(bad -> deadLetters.put(bad.at().place(), bad.reason()));
        for (SeededGroup group : groups) {
            if (group.answerKey() == null) {
                deadLetters.putAll(Fate.withoutKey(group));
            } else {
                Fate fate = Fate.of(group);
                fates.put(group.id(), fate);
                deadLetters.putAll(fate.deadLetters());
            }
        }
        return new Truth(runId, fates, deadLetters);
    }

    /** Ids of the groups that a training reader must hand out. */
    public Set<String> training() {
        return fates.values().stream()
                .filter(Fate::trains)
                .map(fate -> fate.group().id())
                .collect(Collectors.toSet());
    }

    /** The endings that occur. */
    public Set<Fate.Ending> endings() {
        return fates.values().stream().map(Fate::ending).collect(Collectors.toSet());
    }
}
