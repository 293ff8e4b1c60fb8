package dev.rollstream.local.live;

import dev.rollstream.avro.AdvantageGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The groups that ended last, so many at most. Written by one thread, read by any. */
public final class GroupIndex {
    private final int limit;
    private final Deque<GroupEntry> newestFirst = new ArrayDeque<>();
    private long seen;

    /**
     * An empty index.
     *
     * @param limit how many groups are kept; 0: none
     */
    public GroupIndex(int limit) {
        this.limit = limit;
    }

    synchronized void add(int partition, long offset, long timeMs, AdvantageGroup group) {
        seen++;
        if (limit == 0) {
            return;
        }
        newestFirst.addFirst(GroupEntry.of(seen, partition, offset, timeMs, group));
        if (newestFirst.size() > limit) {
            newestFirst.removeLast();
        }
    }

    /** How many groups were read in all, those that are no longer kept too. */
    public synchronized long seen() {
        return seen;
    }

    /** How many are kept. */
    public synchronized int kept() {
        return newestFirst.size();
    }

    /** The kinds of task that are kept, sorted. */
    public synchronized List<String> tasks() {
        TreeSet<String> tasks = new TreeSet<>();
        newestFirst.forEach(entry -> tasks.add(entry.kind().task()));
        return List.copyOf(tasks);
    }

    /**
     * Groups that are wanted, newest first.
     *
     * @param before only those with a smaller number
     * @param most so many at most
     */
    public synchronized List<GroupEntry> find(Predicate<GroupEntry> wanted, long before, int most) {
        List<GroupEntry> found = new ArrayList<>();
        Iterator<GroupEntry> entries = newestFirst.iterator();
        while (entries.hasNext() && found.size() < most) {
            GroupEntry entry = entries.next();
            if (entry.number() < before && wanted.test(entry)) {
                found.add(entry);
            }
        }
        return found;
    }
}
