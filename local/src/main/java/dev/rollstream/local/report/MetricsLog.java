package dev.rollstream.local.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.local.report.Flow.Moment;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of a report as JSON lines. Every line has a {@code kind}; a number that is not known is left out. Neighbouring versions
 * or times of a long run share a line, which then covers {@code from} to {@code to}, both included.
 *
 * <ul>
 *   <li>{@code learner}: {@code policy}, {@code from}, {@code to} (policy versions), {@code metrics}: the learner's own figures by name
 *   <li>{@code staleness}: {@code from}, {@code to} (version before the step), {@code groups}, {@code mean}, {@code max} (versions)
 *   <li>{@code train} and {@code eval}: {@code task}, {@code dataset} (of eval), {@code axis} ({@code version} or {@code time_ms}),
 *       {@code from}, {@code to}, {@code groups}, {@code completions} (with a reward), {@code unscored}, {@code reward},
 *       {@code accuracy}, {@code format} (0 to 1), {@code tokens} (a completion); of eval also {@code accuracy_low} and
 *       {@code accuracy_high}, a 95 % interval, and {@code pass_at}, by k
 *   <li>{@code stream}: {@code from_ms}, {@code to_ms} (since the epoch), {@code opened}, {@code rollouts}, {@code ended} and
 *       {@code receipts} by outcome, {@code open} and {@code unread}: groups that wait at the end of that time
 * </ul>
 */
final class MetricsLog {
    private final ObjectMapper mapper = new ObjectMapper();
    private final StringBuilder lines = new StringBuilder();
    private final RunFigures figures;

    private MetricsLog(RunFigures figures) {
        this.figures = figures;
    }

    /** All lines, each with its line break. */
    static String render(RunFigures figures) {
        MetricsLog log = new MetricsLog(figures);
        log.learner();
        log.staleness();
        log.scores("train", "version", figures.train().byVersion());
        log.scores("train", "time_ms", figures.train().byTime());
        log.scores("eval", "version", figures.heldOut().byVersion());
        log.stream();
        return log.lines.toString();
    }

    /** Line of a kind, with the fields that are known. */
    private static final class Line {
        private final Map<String, Object> fields = new LinkedHashMap<>();

        Line(String kind) {
            fields.put("kind", kind);
        }

        Line put(String name, Object value) {
            fields.put(name, value);
            return this;
        }

        Line number(String name, double value) {
            if (Double.isFinite(value)) {
                fields.put(name, value);
            }
            return this;
        }
    }

    private void add(Line line) {
        try {
            lines.append(mapper.writeValueAsString(line.fields)).append('\n');
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("figures in memory could not be written as JSON", e);
        }
    }

    private void learner() {
        figures.policy().ifPresent(policy -> figures.learner().of(policy).ifPresent(own -> {
            SortedMap<Long, SortedMap<String, Double>> byVersion = new TreeMap<>();
            SortedMap<Long, Long> ends = new TreeMap<>();
            own.metrics().forEach((name, buckets) -> buckets.byStart().forEach((version, mean) -> {
                SortedMap<String, Double> metrics = byVersion.computeIfAbsent(version, any -> new TreeMap<>());
                ends.merge(version, version + buckets.width() - 1, Long::max);
                if (mean.count() > 0) {
                    metrics.put(name, mean.mean());
                }
            }));
            byVersion.forEach((version, metrics) -> add(new Line("learner")
                    .put("policy", policy)
                    .put("from", version)
                    .put("to", ends.getOrDefault(version, version))
                    .put("metrics", metrics)));
        }));
    }

    private void staleness() {
        Buckets<Mean> buckets = figures.staleness().byVersion();
        buckets.byStart()
                .forEach((version, mean) -> add(new Line("staleness")
                        .put("from", version)
                        .put("to", version + buckets.width() - 1)
                        .put("groups", mean.count())
                        .number("mean", mean.mean())
                        .number("max", mean.max())));
    }

    private void scores(String kind, String axis, SortedMap<TaskKey, Buckets<Scores>> curves) {
        boolean heldOut = kind.equals("eval");
        curves.forEach((key, buckets) -> buckets.byStart().forEach((start, scores) -> {
            Line line = new Line(kind).put("task", key.task());
            if (heldOut) {
                line.put("dataset", key.dataset());
            }
            line.put("axis", axis).put("from", start).put("to", start + buckets.width() - 1);
            line.put("groups", scores.groups())
                    .put("completions", scores.reward().count())
                    .put("unscored", scores.unscored())
                    .number("reward", scores.reward().mean())
                    .number("accuracy", scores.accuracy().mean())
                    .number("format", scores.format().mean())
                    .number("tokens", scores.tokens().mean());
            if (heldOut) {
                Mean accuracy = scores.groupAccuracy();
                Proportion.Estimate estimate = new Proportion(accuracy.mean(), accuracy.count()).estimate();
                line.number("accuracy_low", estimate.low()).number("accuracy_high", estimate.high());
                line.put("pass_at", passAt(scores));
            }
            add(line);
        }));
    }

    private static Map<String, Double> passAt(Scores scores) {
        Map<String, Double> byK = new LinkedHashMap<>();
        scores.passAt().byK().forEach((k, mean) -> byK.put(k.toString(), mean.mean()));
        return byK;
    }

    private void stream() {
        String learner = figures.flow().mainLearner().orElse("");
        for (Moment moment : figures.flow().moments()) {
            FlowCounts counts = moment.counts();
            Line line = new Line("stream")
                    .put("from_ms", moment.startMs())
                    .put("to_ms", moment.startMs() + moment.widthMs() - 1)
                    .put("opened", counts.opened())
                    .put("rollouts", counts.scored())
                    .put("ended", byName(counts.ended(), GroupOutcome.values()))
                    .put("receipts", byName(counts.receipts(learner), ReceiptOutcome.values()))
                    .put("open", moment.open());
            if (moment.unread() >= 0) {
                line.put("unread", moment.unread());
            }
            add(line);
        }
    }

    private static <E extends Enum<E>> Map<String, Long> byName(Tally<E> tally, E[] values) {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (E value : values) {
            if (tally.of(value) > 0) {
                byName.put(value.name(), tally.of(value));
            }
        }
        return byName;
    }
}
