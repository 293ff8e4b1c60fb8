package dev.rollstream.local.report;

import dev.rollstream.local.report.HeldOut.Measured;
import dev.rollstream.local.report.HeldOut.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Held-out accuracy at the first and the last evaluated version, a row for each task and one for their mean. */
final class HeldOutTable {
    private static final String NUMBER = "number";
    private static final String NONE = "\u2013";

    private final Html html;

    HeldOutTable(Html html) {
        this.html = html;
    }

    void write(List<Row> rows) {
        HeldOut.byDataset(rows).forEach((dataset, ofDataset) -> {
            html.open("div", "class", "scroll").open("table");
            if (!dataset.isEmpty()) {
                html.element("caption", dataset);
            }
            head();
            html.open("tbody");
            ofDataset.forEach(this::row);
            mean(ofDataset);
            html.close().close().close();
        });
        html.element(
                "p",
                "In percent, with 95 % intervals: Wilson for shares, Newcombe for gains, which take the two evaluations as independent. "
                        + "n counts groups.",
                "class",
                "soft");
    }

    private void head() {
        html.open("thead").open("tr").element("th", "task");
        for (String name : List.of("before", "after", "gain", "format before", "format after")) {
            html.element("th", name, "class", NUMBER);
        }
        html.close().close();
    }

    private void row(Row row) {
        html.open("tr");
        html.open("td")
                .text(row.key().task().isEmpty() ? "(unnamed)" : row.key().task());
        html.element("small", versions(row)).close();
        measured(row.before());
        row.after().ifPresentOrElse(this::measured, () -> number(NONE));
        gain(row.gain());
        number(Numbers.percent(row.before().format()));
        number(row.after().map(after -> Numbers.percent(after.format())).orElse(NONE));
        html.close();
    }

    private static String versions(Row row) {
        long first = row.before().version();
        return row.after()
                .map(after -> "versions " + first + " and " + after.version())
                .orElse("version " + first + " only");
    }

    private void measured(Measured measured) {
        Proportion.Estimate estimate = measured.accuracy().estimate();
        html.open("td", "class", NUMBER).text(Numbers.percent(estimate.value()));
        html.element("small", Numbers.percent(estimate.low()) + " to " + Numbers.percent(estimate.high()));
        html.element("small", "n = " + Numbers.count(measured.accuracy().n()));
        if (measured.unscored() > 0) {
            html.element("small", Numbers.count(measured.unscored()) + " unscored");
        }
        html.close();
    }

    private void gain(Optional<Proportion.Estimate> gain) {
        html.open("td", "class", NUMBER);
        gain.ifPresentOrElse(
                value -> html.element("b", Numbers.points(value.value())).element("small", interval(value)),
                () -> html.text(NONE));
        html.close();
    }

    private void number(String text) {
        html.element("td", text, "class", NUMBER);
    }

    /** Of the tasks that were measured twice, so that both means are of the same tasks; of all, where none was. */
    private void mean(List<Row> all) {
        List<Row> twice = all.stream().filter(row -> row.after().isPresent()).toList();
        List<Row> rows = twice.isEmpty() ? all : twice;
        if (rows.size() < 2) {
            return;
        }
        html.open("tr", "class", "mean").element("td", "mean of the tasks");
        number(Numbers.percent(Proportion.mean(rows.stream()
                        .map(row -> row.before().accuracy().estimate())
                        .toList())
                .value()));
        List<Proportion.Estimate> after = rows.stream()
                .flatMap(row -> row.after().stream())
                .map(measured -> measured.accuracy().estimate())
                .toList();
        number(after.isEmpty() ? NONE : Numbers.percent(Proportion.mean(after).value()));
        gain(HeldOut.meanGain(rows));
        number(mean(rows.stream().mapToDouble(row -> row.before().format()).average()));
        number(mean(rows.stream()
                .flatMap(row -> row.after().stream())
                .mapToDouble(Measured::format)
                .average()));
        html.close();
    }

    private static String mean(OptionalDouble mean) {
        return Numbers.percent(mean.orElse(Double.NaN));
    }

    /** Such as {@code +1.0 to +3.2}. */
    static String interval(Proportion.Estimate estimate) {
        return Numbers.points(estimate.low()) + " to " + Numbers.points(estimate.high());
    }
}
