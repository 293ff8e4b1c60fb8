package dev.rollstream.local.report;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What evaluations measured, by data set, kind of task and policy version. From terminal records alone.
 *
 * <p>Shares have 95 % intervals of Wilson over groups, since the completions of one prompt are not independent. Accuracy is the mean
 * over groups of their members' mean; with groups of one it is the share of right answers.
 *
 * @param policy policy whose versions tell rows apart; empty: none was published
 * @param rows by data set, task and version; groups whose version is not known come last
 * @param undecodable records that could not be read, and count nowhere
 */
public record Evaluations(Optional<String> policy, List<Row> rows, long undecodable) {
    /** Copies the rows. */
    public Evaluations {
        rows = List.copyOf(rows);
    }

    /**
     * What was measured.
     *
     * @param dataset data set; empty: none named
     * @param task kind of task; empty: none named
     * @param versions policy versions; empty: not known
     * @param groups prompts with at least one scored completion
     * @param lost prompts without one: nobody answered, or no answer could be scored
     * @param completions with a reward
     * @param unscored completions without one, which count in no mean
     * @param measures the figures
     */
    public record Row(
            String dataset,
            String task,
            Optional<Versions> versions,
            long groups,
            long lost,
            long completions,
            long unscored,
            Measures measures) {}

    /** Versions from the first to the last, both included; neighbours share a row where there are very many. */
    public record Versions(long from, long to) {}

    /**
     * Figures of a row; NaN is what no completion has.
     *
     * @param accuracy over groups, with its interval
     * @param format share of completions in the asked format
     * @param reward mean reward of completions
     * @param tokens mean tokens of completions
     * @param passAt by k, over groups that have as many scored completions
     */
    public record Measures(
            Share accuracy, double format, double reward, double tokens, SortedMap<Integer, Share> passAt) {
        /** The largest k with its share; empty if every prompt had one completion, so that it is the accuracy. */
        public Optional<Map.Entry<Integer, Share>> mostTries() {
            return passAt.entrySet().stream()
                    .filter(entry -> entry.getKey() > 1)
                    .max(Map.Entry.comparingByKey());
        }
    }

    /**
     * A share with its 95 % interval; NaN if n is 0.
     *
     * @param n groups that it is of
     */
    public record Share(double value, double low, double high, long n) {
        private static Share of(Mean mean) {
            Proportion.Estimate estimate = new Proportion(mean.mean(), mean.count()).estimate();
            return new Share(estimate.value(), estimate.low(), estimate.high(), mean.count());
        }
    }

    /**
     * Reads the topics as they are now. May be done while the stream runs.
     *
     * @param registry the stream's schema registry; stays the caller's to close
     * @throws StageException if the cluster or a topic cannot be read
     */
    public static Evaluations of(StageConfig config, RegistryClient registry, RunReport.Options options) {
        try (ReportReader reader = new ReportReader(config, registry)) {
            return of(reader.endings(options));
        }
    }

    static Evaluations of(RunFigures figures) {
        List<Row> rows = new ArrayList<>();
        RewardCurves heldOut = figures.heldOut();
        heldOut.byVersion().forEach((key, buckets) -> buckets.byStart().forEach((start, scores) -> {
            Versions versions = new Versions(start, start + buckets.width() - 1);
            rows.add(row(key, Optional.of(versions), scores));
        }));
        heldOut.withoutVersion().forEach((key, scores) -> rows.add(row(key, Optional.empty(), scores)));
        return new Evaluations(figures.policy(), rows, figures.undecodable());
    }

    private static Row row(TaskKey key, Optional<Versions> versions, Scores scores) {
        SortedMap<Integer, Share> passAt = new TreeMap<>();
        scores.passAt().byK().forEach((k, mean) -> passAt.put(k, Share.of(mean)));
        return new Row(
                key.dataset(),
                key.task(),
                versions,
                scores.groups() - scores.lost(),
                scores.lost(),
                scores.reward().count(),
                scores.unscored(),
                new Measures(
                        Share.of(scores.groupAccuracy()),
                        scores.format().mean(),
                        scores.reward().mean(),
                        scores.tokens().mean(),
                        passAt));
    }

    /** The same as JSON-ready maps; what is not known is left out. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        policy.ifPresent(id -> json.put("policy", id));
        json.put("rows", rows.stream().map(Evaluations::json).toList());
        json.put("undecodable", undecodable);
        return json;
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset", row.dataset());
        json.put("task", row.task());
        row.versions().ifPresent(versions -> {
            json.put("version_from", versions.from());
            json.put("version_to", versions.to());
        });
        json.put("groups", row.groups());
        json.put("lost", row.lost());
        json.put("completions", row.completions());
        json.put("unscored", row.unscored());
        Measures measures = row.measures();
        put(json, "accuracy", measures.accuracy());
        put(json, "format", measures.format());
        put(json, "reward", measures.reward());
        put(json, "tokens", measures.tokens());
        Map<String, Object> passAt = new LinkedHashMap<>();
        measures.passAt().forEach((k, share) -> put(passAt, k.toString(), share));
        json.put("pass_at", passAt);
        return json;
    }

    private static void put(Map<String, Object> json, String name, Share share) {
        if (share.n() > 0) {
            json.put(name, Map.of("value", share.value(), "low", share.low(), "high", share.high(), "n", share.n()));
        }
    }

    private static void put(Map<String, Object> json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        }
    }
}
