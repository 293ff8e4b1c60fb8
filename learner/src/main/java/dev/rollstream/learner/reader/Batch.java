package dev.rollstream.learner.reader;

import java.util.List;
import java.util.Map;

/**
 * What one poll hands out.
 *
 * @param groups the groups to train on, in the reader's order
 * @param refused groups that were to train and cannot, in the reader's order
 * @param passedOver how many terminal records were no training groups, by what they were
 * @param position the reader's position after this batch: it covers exactly what was handed out so far and what was passed over
 *     between. Saved with the step that uses the batch, it makes sure that no group is trained twice and none skipped
 */
public record Batch(
        List<TrainingGroup> groups, List<Refused> refused, Map<PassedOver, Integer> passedOver, Position position) {
    /** Copies the collections. */
    public Batch {
        groups = List.copyOf(groups);
        refused = List.copyOf(refused);
        passedOver = Map.copyOf(passedOver);
    }

    /** Whether the poll met no terminal record at all. */
    public boolean isEmpty() {
        return groups.isEmpty() && refused.isEmpty() && passedOver.isEmpty();
    }
}
