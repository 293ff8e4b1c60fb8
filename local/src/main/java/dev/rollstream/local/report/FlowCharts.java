package dev.rollstream.local.report;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.local.report.Chart.Axes;
import dev.rollstream.local.report.Chart.Axis;
import dev.rollstream.local.report.Chart.Form;
import dev.rollstream.local.report.Chart.Point;
import dev.rollstream.local.report.Chart.Scale;
import dev.rollstream.local.report.Chart.Series;
import dev.rollstream.local.report.Flow.Moment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Throughput, lag and outcomes over time. */
final class FlowCharts {
    private final Flow flow;
    private final TimeAxis time;
    private final List<Moment> moments;

    FlowCharts(Flow flow) {
        this.flow = flow;
        this.time = TimeAxis.of(flow);
        this.moments = flow.moments();
    }

    /** All of them; those without anything to draw are empty. */
    List<Chart> all() {
        return List.of(rollouts(), groups(), waiting(), outcomes(), receipts());
    }

    private Chart rollouts() {
        return lines(
                "Rollouts",
                "First rollout of each slot, scored or found to have no score.",
                "rollouts a second",
                List.of(series(
                        "rollouts",
                        Palette.ACCENT,
                        moment -> moment.perSecond(moment.counts().scored()))));
    }

    private Chart groups() {
        return lines(
                "Groups",
                "",
                "groups a second",
                List.of(
                        series(
                                "opened",
                                Palette.SECOND,
                                moment -> moment.perSecond(moment.counts().opened())),
                        series(
                                "ended",
                                Palette.ACCENT,
                                moment ->
                                        moment.perSecond(moment.counts().ended().total()))));
    }

    private Chart waiting() {
        List<Series> series = new ArrayList<>();
        series.add(series("open: on their way to a terminal record", Palette.SECOND, Moment::open));
        if (flow.mainLearner().isPresent()) {
            series.add(series("usable, not yet read by the learner", Palette.ACCENT, Moment::unread));
        }
        return lines("Lag", "", "groups", series);
    }

    private Chart outcomes() {
        List<Series> series = Arrays.stream(GroupOutcome.values())
                .filter(outcome -> flow.total().ended().of(outcome) > 0)
                .map(outcome -> series(outcome.name(), Palette.of(outcome), moment -> moment.counts()
                        .ended()
                        .of(outcome)))
                .toList();
        return bars("Groups by outcome", "groups " + each(), series);
    }

    private Chart receipts() {
        String learner = flow.mainLearner().orElse("");
        List<Series> series = Arrays.stream(ReceiptOutcome.values())
                .filter(outcome -> flow.total().receipts(learner).of(outcome) > 0)
                .map(outcome -> series(outcome.name(), Palette.of(outcome), moment -> moment.counts()
                        .receipts(learner)
                        .of(outcome)))
                .toList();
        return bars("Receipts of " + Clip.name(learner), "groups " + each(), series);
    }

    private String each() {
        double seconds = moments.isEmpty() ? 1 : moments.get(0).widthMs() / 1e3;
        return seconds == 1 ? "a second" : String.format(Locale.ROOT, "in %,.0f s", seconds);
    }

    private Chart lines(String title, String note, String y, List<Series> series) {
        return new Chart(title, note, Form.LINES, new Axes(time.axis(), new Axis(y, Scale.AMOUNT)), series);
    }

    private Chart bars(String title, String y, List<Series> series) {
        return new Chart(title, "", Form.STACKED_BARS, new Axes(time.axis(), new Axis(y, Scale.AMOUNT)), series);
    }

    private Series series(String name, int rgb, ToDoubleFunction<Moment> value) {
        List<Point> points = new ArrayList<>();
        for (Moment moment : moments) {
            double x = time.at(moment.startMs() + moment.widthMs() / 2.0);
            points.add(Point.of(x, value.applyAsDouble(moment)));
        }
        return new Series(name, rgb, points);
    }
}
