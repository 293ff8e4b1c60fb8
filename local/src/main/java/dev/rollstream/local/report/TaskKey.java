package dev.rollstream.local.report;

import java.util.Comparator;

/**
 * What a curve is of.
 *
 * @param dataset data set that groups count for; empty: none named
 * @param task kind of task
 */
record TaskKey(String dataset, String task) implements Comparable<TaskKey> {
    private static final Comparator<TaskKey> ORDER =
            Comparator.comparing(TaskKey::dataset).thenComparing(TaskKey::task);

    @Override
    public int compareTo(TaskKey other) {
        return ORDER.compare(this, other);
    }
}
