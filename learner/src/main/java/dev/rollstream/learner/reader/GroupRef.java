package dev.rollstream.learner.reader;

import java.util.Comparator;

/**
 * A group and where its terminal record lies.
 *
 * @param groupId the group
 * @param runId the run that made it
 * @param partition partition of ADVANTAGES
 * @param offset offset in that partition
 */
public record GroupRef(String groupId, String runId, int partition, long offset) implements Comparable<GroupRef> {
    private static final Comparator<GroupRef> LOG_ORDER =
            Comparator.comparingInt(GroupRef::partition).thenComparingLong(GroupRef::offset);

    /** By partition, then offset. */
    @Override
    public int compareTo(GroupRef other) {
        return LOG_ORDER.compare(this, other);
    }
}
