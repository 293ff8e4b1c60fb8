package dev.rollstream.local.ui;

import dev.rollstream.local.live.LagHistory;
import dev.rollstream.local.live.LagHistory.Look;
import dev.rollstream.local.live.LagHistory.StageThen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What was seen of lag, age and throughput since the page began to look, as charts in the form of the report's. */
final class LagCharts {
    private static final Map<String, String> COLOURS = colours();

    private LagCharts() {}

    private static Map<String, String> colours() {
        Map<String, String> colours = new LinkedHashMap<>();
        colours.put("worker", "#e0761b");
        colours.put("scorer", "#2f5bea");
        colours.put("aggregator", "#14936a");
        colours.put("learner", "#c2417c");
        return colours;
    }

    static List<Map<String, Object>> of(LagHistory history) {
        List<Look> looks = history.looks();
        return List.of(
                chart(
                        "Lag by stage",
                        "What a stage may read and is not done with, since this page looks: records; of the learner, groups.",
                        "waiting",
                        looks,
                        then -> OptionalDouble.of(then.lag())),
                chart(
                        "Age of the oldest that waits",
                        "",
                        "seconds",
                        looks,
                        then -> OptionalDouble.of(then.ageMs().orElse(0) / 1e3)),
                chart("Throughput by stage", "", "made a second", looks, StageThen::perSecond));
    }

    private static Map<String, Object> chart(
            String title, String note, String y, List<Look> looks, Function<StageThen, OptionalDouble> value) {
        long firstMs = looks.isEmpty() ? 0 : looks.get(0).atMs();
        List<Map<String, Object>> series = new ArrayList<>();
        COLOURS.forEach((stage, colour) -> {
            List<List<Double>> points = new ArrayList<>();
            for (Look look : looks) {
                look.stages().stream()
                        .filter(then -> then.stage().equals(stage))
                        .forEach(then -> points.add(point((look.atMs() - firstMs) / 1e3, value.apply(then))));
            }
            series.add(Map.of("name", stage, "rgb", colour, "points", points));
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("section", "now");
        json.put("title", title);
        json.put("note", note);
        json.put("form", "LINES");
        json.put("words", title + " over time, a line for each stage.");
        json.put("x", Map.of("title", "seconds since this page looks", "scale", "AMOUNT"));
        json.put("y", Map.of("title", y, "scale", "AMOUNT"));
        json.put("series", series);
        return json;
    }

    private static List<Double> point(double x, OptionalDouble y) {
        return Arrays.asList(x, y.isPresent() ? y.getAsDouble() : null);
    }
}
