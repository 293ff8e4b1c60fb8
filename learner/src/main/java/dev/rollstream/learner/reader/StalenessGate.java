package dev.rollstream.learner.reader;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which groups are too old to train on. The age of a group is the policy's version at the step, less the version that sampled
 * the oldest token among the members that train; one old member makes the whole group old, for its advantage is relative to the
 * others. A group that does not name its versions is refused while the gate is on: nothing says that it is young enough.
 *
 * @param maxVersionsBehind largest age that may train; {@link #OFF}: any
 */
public record StalenessGate(long maxVersionsBehind) {
    /** Age limit that lets everything pass. */
    public static final long OFF = Long.MAX_VALUE;

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is negative: even on-policy groups would be refused
     */
    public StalenessGate {
        if (maxVersionsBehind < 0) {
            throw new IllegalArgumentException(
                    "at most " + maxVersionsBehind + " versions behind would refuse every group; 0 is on-policy");
        }
    }

    /** A gate that lets everything pass. */
    public static StalenessGate off() {
        return new StalenessGate(OFF);
    }

    /**
     * Judges a group.
     *
     * @param group the group
     * @param currentVersion the policy's version at the step
     * @return why it is refused, for people; empty: it may train
     */
    public Optional<String> refusal(IndexedGroup group, long currentVersion) {
        if (maxVersionsBehind == OFF) {
            return Optional.empty();
        }
        OptionalLong oldest = group.oldestVersion();
        if (oldest.isEmpty()) {
            return Optional.of("a member does not say which policy version sampled it");
        }
        if (oldest.getAsLong() >= currentVersion - maxVersionsBehind) {
            return Optional.empty();
        }
        return Optional.of("oldest token is of version " + oldest.getAsLong() + ", policy is at " + currentVersion
                + ": " + (currentVersion - oldest.getAsLong()) + " behind, at most " + maxVersionsBehind + " allowed");
    }
}
