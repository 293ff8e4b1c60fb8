package dev.rollstream.learner;

import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.Position;
import dev.rollstream.learner.reader.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers the groups of the next step, poll by poll. For one thread. */
final class BatchIntake {
    private final GroupReader reader;
    private final GroupPreparation preparation;
    private final int groups;
    private final List<PreparedGroup> gathered = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private int told;

    /**
     * Gathers from a reader.
     *
     * @param groups of a step
     */
    BatchIntake(GroupReader reader, GroupPreparation preparation, int groups) {
        this.reader = reader;
        this.preparation = preparation;
        this.groups = groups;
    }

    /**
     * The groups of a step.
     *
     * @param groups to learn from, in the order in which they were made
     * @param refused groups that could not be learned from
     * @param position the reader's, after all of them
     */
    record Intake(List<PreparedGroup> groups, List<Refused> refused, Position position) {}

    /**
     * Polls once.
     *
     * @return whether the step is complete
     */
    boolean poll(Duration timeout, long currentVersion) {
        Batch batch = reader.poll(groups - gathered.size(), timeout, currentVersion);
        refused.addAll(batch.refused());
        batch.groups().stream().map(preparation::of).forEach(this::take);
        return gathered.size() == groups;
    }

    private void take(GroupPreparation.Outcome outcome) {
        if (outcome instanceof GroupPreparation.Outcome.Ready ready) {
            gathered.add(ready.group());
        } else if (outcome instanceof GroupPreparation.Outcome.Unfit unfit) {
            refused.add(unfit.refused());
        }
    }

    /** Groups that were refused since this was last asked: whoever fills the learner's window makes others in their place. */
    List<Refused> newlyRefused() {
        List<Refused> news = List.copyOf(refused.subList(told, refused.size()));
        told = refused.size();
        return news;
    }

    /** The complete step, and begins the next one. */
    Intake take() {
        List<PreparedGroup> made =
                gathered.stream().sorted(PreparedGroup.AS_MADE).toList();
        Intake intake = new Intake(made, List.copyOf(refused), reader.position());
        gathered.clear();
        refused.clear();
        told = 0;
        return intake;
    }
}
