package dev.rollstream.local.report;

import dev.rollstream.local.report.Chart.Axes;
import dev.rollstream.local.report.Chart.Axis;
import dev.rollstream.local.report.Chart.Form;
import dev.rollstream.local.report.Chart.Point;
import dev.rollstream.local.report.Chart.Scale;
import dev.rollstream.local.report.Chart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The learner's own figures, one chart each, and how stale its groups were. */
final class LearnerCharts {
    /** Most charts of figures that are not known by name. */
    static final int MAX_UNKNOWN = 16;

    static final String STALENESS = "Staleness";

    private static final Axis VERSION = new Axis("policy version", Scale.WHOLE);
    private static final Map<String, Known> KNOWN = known();

    private LearnerCharts() {}

    private record Known(String title, Axis axis) {}

    private static Map<String, Known> known() {
        Map<String, Known> known = new LinkedHashMap<>();
        known.put("loss", new Known("Loss", new Axis("loss", Scale.NUMBER)));
        known.put("reward", new Known("Reward of the batches", new Axis("mean reward", Scale.NUMBER)));
        known.put("entropy", new Known("Entropy", new Axis("nats a token", Scale.AMOUNT)));
        Axis nats = new Axis("nats a token", Scale.NUMBER);
        known.put("policy_kl", new Known("KL, rollout policy to learner", nats));
        known.put("rollout_kl", new Known("KL, rollout policy to learner", nats));
        known.put("reference_kl", new Known("KL, learner to reference", nats));
        known.put("max_ratio", new Known("Largest probability ratio", new Axis("ratio", Scale.NUMBER)));
        known.put("update_ratio", new Known("Largest ratio of an update", new Axis("ratio", Scale.NUMBER)));
        known.put("capped_share", new Known("Capped weights", new Axis("share of tokens (%)", Scale.PART)));
        known.put("clipped_share", new Known("Clipped tokens", new Axis("share of tokens (%)", Scale.PART)));
        known.put("gradient_norm", new Known("Gradient norm", new Axis("norm before clipping", Scale.AMOUNT)));
        known.put("tokens", new Known("Tokens a step", new Axis("trained tokens", Scale.AMOUNT)));
        known.put("mean_weight", new Known("Mean importance weight", new Axis("weight", Scale.NUMBER)));
        known.put("learning_rate", new Known("Learning rate", new Axis("rate", Scale.AMOUNT)));
        known.put("groups", new Known("Groups a step", new Axis("trained groups", Scale.AMOUNT)));
        known.put("flat_groups", new Known("Groups without variance", new Axis("groups a step", Scale.AMOUNT)));
        known.put("refused", new Known("Refused groups", new Axis("groups a step", Scale.AMOUNT)));
        known.put("skipped_updates", new Known("Skipped updates", new Axis("updates a step", Scale.AMOUNT)));
        known.put("staleness_mean", new Known("Mean staleness, by the learner", new Axis("versions", Scale.AMOUNT)));
        known.put("staleness_max", new Known("Largest staleness, by the learner", new Axis("versions", Scale.AMOUNT)));
        return known;
    }

    /** Known figures in a fixed order, then others by name. */
    static List<Chart> of(LearnerFigures.Policy policy) {
        List<Chart> charts = new ArrayList<>();
        KNOWN.forEach((name, known) -> {
            Buckets<Mean> metric = policy.metrics().get(name);
            if (metric != null) {
                charts.add(chart(known.title(), known.axis(), metric));
            }
        });
        policy.metrics().entrySet().stream()
                .filter(metric -> !KNOWN.containsKey(metric.getKey()))
                .limit(MAX_UNKNOWN)
                .forEach(metric ->
                        charts.add(chart(metric.getKey(), new Axis(metric.getKey(), Scale.NUMBER), metric.getValue())));
        return charts;
    }

    private static Chart chart(String title, Axis y, Buckets<Mean> metric) {
        Series series = new Series(title, Palette.ACCENT, points(metric, Mean::mean));
        return new Chart(title, "", Form.LINES, new Axes(VERSION, y), List.of(series));
    }

    /** How stale groups were when the learner took them, by receipts and terminal records. */
    static Chart staleness(StalenessJoin join) {
        return new Chart(
                STALENESS,
                "Version before the step less the oldest version that sampled a token, per group.",
                Form.LINES,
                new Axes(VERSION, new Axis("versions behind", Scale.AMOUNT)),
                List.of(
                        new Series("mean", Palette.ACCENT, points(join.byVersion(), Mean::mean)),
                        new Series("largest", Palette.SECOND, points(join.byVersion(), Mean::max))));
    }

    private static List<Point> points(Buckets<Mean> buckets, ToDoubleFunction<Mean> value) {
        double middle = (buckets.width() - 1) / 2.0;
        List<Point> points = new ArrayList<>();
        buckets.byStart().forEach((start, mean) -> points.add(Point.of(start + middle, value.applyAsDouble(mean))));
        return points;
    }
}
