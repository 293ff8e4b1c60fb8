package dev.rollstream.learner;

import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.policy.NativeEngine;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a learner trains, and how.
 *
 * @param reader its name, and which groups are too old
 * @param policyId policy that it publishes versions of
 * @param schedule how many groups and steps
 * @param recipe what decides an update
 * @param checkpoints where they go
 */
public record TrainingOptions(
        GroupReaderOptions reader, String policyId, Schedule schedule, Recipe recipe, Checkpoints checkpoints) {
    /** Checks the name of the policy. */
    public TrainingOptions {
        if (policyId.isBlank()) {
            throw new IllegalArgumentException("the policy has no name");
        }
    }

    /**
     * How much it learns from.
     *
     * @param batchGroups groups of a step
     * @param steps steps over all restarts; empty: without end
     */
    public record Schedule(int batchGroups, OptionalLong steps) {
        /** Checks ranges. */
        public Schedule {
            if (batchGroups < 1) {
                throw new IllegalArgumentException("a batch of " + batchGroups + " groups");
            }
            if (steps.isPresent() && steps.getAsLong() < 0) {
                throw new IllegalArgumentException(steps.getAsLong() + " steps");
            }
        }

        boolean isDone(long step) {
            return steps.isPresent() && step >= steps.getAsLong();
        }
    }

    /**
     * Where checkpoints go.
     *
     * @param folder of this learner alone; workers read the weights there
     * @param keep how many stay: workers may still load from one that is not the newest
     */
    public record Checkpoints(Path folder, int keep) {
        /** Fewer could go while a worker loads them. */
        public static final int FEWEST = 3;

        /** Checks the number. */
        public Checkpoints {
            if (keep < FEWEST) {
                throw new IllegalArgumentException("checkpoints to keep must be " + FEWEST + " at least, not " + keep
                        + ": a worker may be loading one");
            }
        }
    }

    /** The same with checkpoints in another place. */
    public TrainingOptions withCheckpoints(Checkpoints other) {
        return new TrainingOptions(reader, policyId, schedule, recipe, other);
    }

    /** The learner's name. */
    public String learner() {
        return reader.learner();
    }

    /** Everything that decides a step, by name. */
    SortedMap<String, String> settings() {
        SortedMap<String, String> settings = new TreeMap<>(recipe.settings());
        settings.put("batch.groups", Integer.toString(schedule.batchGroups()));
        settings.put("max-versions-behind", Long.toString(reader.gate().maxVersionsBehind()));
        settings.put("threads", Integer.toString(NativeEngine.threads()));
        return settings;
    }
}
