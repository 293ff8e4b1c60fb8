package dev.rollstream.local.report;

import dev.rollstream.local.report.Chart.Axes;
import dev.rollstream.local.report.Chart.Axis;
import dev.rollstream.local.report.Chart.Form;
import dev.rollstream.local.report.Chart.Point;
import dev.rollstream.local.report.Chart.Scale;
import dev.rollstream.local.report.Chart.Series;
import dev.rollstream.local.report.Smoothing.Weighted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reward, accuracy, format and length by kind of task: training groups smoothed, held-out ones as they were measured. */
final class RewardCharts {
    private static final String VERSION = "policy version";
    private static final String MEAN = "mean of the tasks";

    private final RunFigures figures;
    private final Palette palette;
    private final TimeAxis time;

    RewardCharts(RunFigures figures, Palette palette) {
        this.figures = figures;
        this.palette = palette;
        this.time = TimeAxis.of(figures.flow());
    }

    /** A curve for each kind of task over policy versions, or over time where groups do not tell more than one version. */
    List<Chart> training() {
        return List.of(
                training("Reward in training", new Axis("mean reward", Scale.NUMBER), Scores::reward),
                training("Accuracy in training", new Axis("right answers (%)", Scale.SHARE), Scores::accuracy),
                training("Format in training", new Axis("in the asked format (%)", Scale.SHARE), Scores::format),
                training("Completion length", new Axis("tokens a completion", Scale.AMOUNT), Scores::tokens));
    }

    private Chart training(String title, Axis y, Function<Scores, Mean> metric) {
        SortedMap<TaskKey, Buckets<Scores>> byVersion = figures.train().byVersion();
        boolean versions = byVersion.values().stream()
                .anyMatch(buckets -> buckets.byStart().size() > 1);
        SortedMap<TaskKey, Buckets<Scores>> curves =
                versions ? byVersion : figures.train().byTime();
        List<Series> series = new ArrayList<>();
        int reach = 0;
        for (Map.Entry<TaskKey, Buckets<Scores>> curve : curves.entrySet()) {
            List<Weighted> points = points(curve.getValue(), versions, metric);
            reach = Math.max(reach, Smoothing.reach(points.size()));
            series.add(series(curve.getKey().task(), Smoothing.smooth(points, Smoothing.reach(points.size()))));
        }
        String note = reach == 0 ? "" : String.format(Locale.ROOT, "Moving mean over %d points.", 2 * reach + 1);
        Axis x = versions ? new Axis(VERSION, Scale.WHOLE) : time.axis();
        return new Chart(title, note, Form.LINES, new Axes(x, y), series);
    }

    private List<Weighted> points(Buckets<Scores> buckets, boolean versions, Function<Scores, Mean> metric) {
        double middle = (buckets.width() - 1) / 2.0;
        List<Weighted> points = new ArrayList<>();
        buckets.byStart().forEach((start, scores) -> {
            Mean mean = metric.apply(scores);
            double x = versions ? start + middle : time.at(start + middle);
            points.add(new Weighted(x, mean.mean(), mean.count()));
        });
        return points;
    }

    private Series series(String task, List<Point> points) {
        return new Series(task.isEmpty() ? "(unnamed)" : task, palette.ofTask(task), points);
    }

    /** Accuracy and format of held-out groups, for each data set; empty if nothing was held out. */
    List<Chart> heldOut() {
        SortedMap<String, SortedMap<String, Buckets<Scores>>> byDataset = new TreeMap<>();
        figures.heldOut().byVersion().forEach((key, buckets) -> byDataset
                .computeIfAbsent(key.dataset(), any -> new TreeMap<>())
                .put(key.task(), buckets));
        List<Chart> charts = new ArrayList<>();
        byDataset.forEach((dataset, tasks) -> {
            String of = dataset.isEmpty() ? "" : ", " + dataset;
            charts.add(heldOutAccuracy("Held-out accuracy" + of, tasks));
            charts.add(heldOutFormat("Held-out format" + of, tasks));
        });
        return charts;
    }

    private Chart heldOutAccuracy(String title, SortedMap<String, Buckets<Scores>> tasks) {
        List<Series> series = new ArrayList<>();
        SortedMap<Double, List<Proportion.Estimate>> atVersion = new TreeMap<>();
        tasks.forEach((task, buckets) -> {
            List<Point> points = new ArrayList<>();
            buckets.byStart().forEach((version, scores) -> {
                Mean accuracy = scores.groupAccuracy();
                if (accuracy.count() > 0) {
                    Proportion.Estimate estimate = new Proportion(accuracy.mean(), accuracy.count()).estimate();
                    points.add(new Point(version, accuracy.mean(), estimate.low(), estimate.high()));
                    atVersion
                            .computeIfAbsent((double) version, any -> new ArrayList<>())
                            .add(estimate);
                }
            });
            series.add(series(task, points));
        });
        if (tasks.size() > 1) {
            series.add(new Series(MEAN, Palette.INK, meanWhereAllWereMeasured(atVersion, tasks.size())));
        }
        return new Chart(
                title,
                "Bars are 95 % intervals. Tasks stand a little apart, so that they can be told apart.",
                Form.INTERVALS,
                new Axes(new Axis(VERSION, Scale.WHOLE), new Axis("right answers (%)", Scale.SHARE)),
                series);
    }

    private static List<Point> meanWhereAllWereMeasured(
            SortedMap<Double, List<Proportion.Estimate>> atVersion, int tasks) {
        List<Point> points = new ArrayList<>();
        atVersion.forEach((version, estimates) -> {
            if (estimates.size() == tasks) {
                Proportion.Estimate mean = Proportion.mean(estimates);
                points.add(new Point(version, mean.value(), mean.low(), mean.high()));
            }
        });
        return points;
    }

    private Chart heldOutFormat(String title, SortedMap<String, Buckets<Scores>> tasks) {
        List<Series> series = new ArrayList<>();
        tasks.forEach((task, buckets) -> {
            List<Point> points = new ArrayList<>();
            buckets.byStart().forEach((version, scores) -> {
                if (scores.format().count() > 0) {
                    points.add(Point.of(version, scores.format().mean()));
                }
            });
            series.add(series(task, points));
        });
        return new Chart(
                title,
                "",
                Form.INTERVALS,
                new Axes(new Axis(VERSION, Scale.WHOLE), new Axis("in the asked format (%)", Scale.SHARE)),
                series);
    }
}
