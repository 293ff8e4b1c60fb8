package dev.rollstream.local.report;

import java.util.List;
import java.util.StringJoiner;

/** A chart in words, for those who do not see it: what it shows, and where each curve begins and ends. */
final class ChartWords {
    private static final int MAX_SERIES = 8;

    private ChartWords() {}

    static String of(Chart chart) {
        StringJoiner words = new StringJoiner(
                "; ",
                chart.title() + ", " + chart.axes().y().title() + " over "
                        + chart.axes().x().title() + ": ",
                ".");
        chart.series().stream()
                .filter(Chart.Series::isVisible)
                .limit(MAX_SERIES)
                .forEach(series -> {
                    List<Chart.Point> drawn = series.points().stream()
                            .filter(point -> Double.isFinite(point.y()))
                            .toList();
                    Chart.Point first = drawn.get(0);
                    Chart.Point last = drawn.get(drawn.size() - 1);
                    words.add(series.name() + " from " + value(chart, first) + " to " + value(chart, last));
                });
        return words.toString();
    }

    private static String value(Chart chart, Chart.Point point) {
        Chart.Scale scale = chart.axes().y().scale();
        return scale == Chart.Scale.SHARE || scale == Chart.Scale.PART
                ? Numbers.percent(point.y()) + " %"
                : Numbers.plain(point.y());
    }
}
