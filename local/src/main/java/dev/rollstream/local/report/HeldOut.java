package dev.rollstream.local.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Held-out accuracy by data set and task, at the first and at the last version that was evaluated. */
final class HeldOut {
    private HeldOut() {}

    /**
     * An evaluation of one version.
     *
     * @param version the version, the first of several where neighbours were merged
     * @param accuracy mean over groups, n groups
     * @param format share of completions in the asked format, NaN if not known
     * @param unscored completions without a reward, which count nowhere
     */
    record Measured(long version, Proportion accuracy, double format, long unscored) {
        private static Measured of(Map.Entry<Long, Scores> bucket) {
            Scores scores = bucket.getValue();
            Mean accuracy = scores.groupAccuracy();
            return new Measured(
                    bucket.getKey(),
                    new Proportion(accuracy.mean(), accuracy.count()),
                    scores.format().mean(),
                    scores.unscored());
        }
    }

    /**
     * A task's line.
     *
     * @param key data set and task
     * @param before at the first evaluated version
     * @param after at the last; empty: only one was evaluated
     */
    record Row(TaskKey key, Measured before, Optional<Measured> after) {
        /** How much accuracy rose. */
        Optional<Proportion.Estimate> gain() {
            return after.map(last -> last.accuracy().less(before.accuracy()));
        }
    }

    /** One row for each task that has accuracy at a known version. */
    static List<Row> rows(RewardCurves curves) {
        List<Row> rows = new ArrayList<>();
        curves.byVersion().forEach((key, buckets) -> {
            TreeMap<Long, Scores> measured = new TreeMap<>(buckets.byStart());
            measured.values().removeIf(scores -> scores.groupAccuracy().count() == 0);
            if (!measured.isEmpty()) {
                Optional<Measured> last =
                        measured.size() == 1 ? Optional.empty() : Optional.of(Measured.of(measured.lastEntry()));
                rows.add(new Row(key, Measured.of(measured.firstEntry()), last));
            }
        });
        return rows;
    }

    /** Rows by data set. */
    static SortedMap<String, List<Row>> byDataset(List<Row> rows) {
        SortedMap<String, List<Row>> byDataset = new TreeMap<>();
        rows.forEach(row -> byDataset
                .computeIfAbsent(row.key().dataset(), any -> new ArrayList<>())
                .add(row));
        return byDataset;
    }

    /** The mean gain of rows that have one; empty if none has. */
    static Optional<Proportion.Estimate> meanGain(List<Row> rows) {
        List<Proportion.Estimate> gains =
                rows.stream().flatMap(row -> row.gain().stream()).toList();
        return gains.isEmpty() ? Optional.empty() : Optional.of(Proportion.mean(gains));
    }
}
