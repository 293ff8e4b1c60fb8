package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Scores of groups of one purpose by kind of task, along policy versions and along time. */
final class RewardCurves {
    private static final int MAX_BUCKETS = 400;
    private static final int MAX_KEYS = 24;
    private static final TaskKey OTHERS = new TaskKey("", "others");

    private final boolean byDataset;
    private final SortedMap<TaskKey, Buckets<Scores>> byVersion = new TreeMap<>();
    private final SortedMap<TaskKey, Buckets<Scores>> byTime = new TreeMap<>();
    private final SortedMap<TaskKey, Scores> withoutVersion = new TreeMap<>();
    private final SortedMap<TaskKey, Scores> totals = new TreeMap<>();

    /**
     * No group yet.
     *
     * @param byDataset whether the data set parts curves
     */
    RewardCurves(boolean byDataset) {
        this.byDataset = byDataset;
    }

    /**
     * Adds a group.
     *
     * @param version the oldest policy version that sampled a token of it; empty: not known
     * @param timeMs when it ended
     */
    void add(AdvantageGroup group, OptionalLong version, long timeMs) {
        TaskKey key = key(group);
        totals.computeIfAbsent(key, any -> new Scores()).add(group);
        byTime.computeIfAbsent(key, any -> buckets(Flow.FIRST_WIDTH_MS))
                .at(timeMs)
                .add(group);
        if (version.isPresent()) {
            byVersion
                    .computeIfAbsent(key, any -> buckets(1))
                    .at(version.getAsLong())
                    .add(group);
        } else {
            withoutVersion.computeIfAbsent(key, any -> new Scores()).add(group);
        }
    }

    private TaskKey key(AdvantageGroup group) {
        TaskKey key = new TaskKey(byDataset ? text(group.getDataset()) : "", text(group.getTaskType()));
        return totals.containsKey(key) || totals.size() < MAX_KEYS ? key : OTHERS;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : Clip.name(value);
    }

    private static Buckets<Scores> buckets(long width) {
        return new Buckets<>(MAX_BUCKETS, width, Scores::new, Scores::plus);
    }

    /** By policy version; empty if no member knows its version. */
    SortedMap<TaskKey, Buckets<Scores>> byVersion() {
        return Collections.unmodifiableSortedMap(byVersion);
    }

    /** Of groups whose version is not known, such as those that nobody answered. */
    SortedMap<TaskKey, Scores> withoutVersion() {
        return Collections.unmodifiableSortedMap(withoutVersion);
    }

    /** By the time of the end, in milliseconds since the epoch. */
    SortedMap<TaskKey, Buckets<Scores>> byTime() {
        return Collections.unmodifiableSortedMap(byTime);
    }

    /** Over the whole run. */
    SortedMap<TaskKey, Scores> totals() {
        return Collections.unmodifiableSortedMap(totals);
    }
}
