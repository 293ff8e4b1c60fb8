package dev.rollstream.local.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A chart as JSON-ready maps, for a page that draws it itself. */
final class ChartJson {
    private ChartJson() {}

    static Map<String, Object> of(String section, Chart chart) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("section", section);
        json.put("title", chart.title());
        json.put("note", chart.note());
        json.put("form", chart.form().name());
        json.put("words", ChartWords.of(chart));
        json.put("x", axis(chart.axes().x()));
        json.put("y", axis(chart.axes().y()));
        json.put(
                "series",
                chart.series().stream()
                        .filter(Chart.Series::isVisible)
                        .map(ChartJson::series)
                        .toList());
        return json;
    }

    private static Map<String, Object> axis(Chart.Axis axis) {
        return Map.of("title", axis.title(), "scale", axis.scale().name());
    }

    private static Map<String, Object> series(Chart.Series series) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", series.name());
        json.put("rgb", String.format(Locale.ROOT, "#%06x", series.rgb()));
        json.put("points", series.points().stream().map(ChartJson::point).toList());
        return json;
    }

    /** What is no number is null: a gap. */
    private static List<Object> point(Chart.Point point) {
        List<Object> json = new ArrayList<>();
        json.add(point.x());
        json.add(Double.isFinite(point.y()) ? point.y() : null);
        if (point.low() != point.y() || point.high() != point.y()) {
            json.add(Double.isFinite(point.low()) ? point.low() : null);
            json.add(Double.isFinite(point.high()) ? point.high() : null);
        }
        return json;
    }
}
