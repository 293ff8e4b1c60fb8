package dev.rollstream.local.report;

import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import java.util.Map;
import java.util.Optional;

/**
 * A group that is shown whole.
 *
 * @param chosen the group, and why it was chosen
 * @param task its task; empty: the topic holds it no more, or it is not what the group's record says
 * @param answer its answer; empty: not known
 * @param rollouts its rollouts by slot, as far as the topic holds them
 */
record Example(
        ExampleChoice.Chosen chosen, Optional<Task> task, Optional<String> answer, Map<Integer, Rollout> rollouts) {
    /** Copies the rollouts. */
    Example {
        rollouts = Map.copyOf(rollouts);
    }
}
