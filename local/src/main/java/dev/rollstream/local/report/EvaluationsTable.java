package dev.rollstream.local.report;

import dev.rollstream.local.report.Evaluations.Row;
import dev.rollstream.local.report.Evaluations.Share;
import java.util.List;

/** Every evaluated version, folded away: a row for each data set, kind of task and version. */
final class EvaluationsTable {
    private static final int MAX_ROWS = 500;
    private static final String NUMBER = "number";
    private static final String NONE = "\u2013";

    private final Html html;

    EvaluationsTable(Html html) {
        this.html = html;
    }

    void write(Evaluations evaluations) {
        html.open("details").element("summary", "every evaluated version");
        html.open("div", "class", "scroll").open("table").open("thead").open("tr");
        html.element("th", "data set").element("th", "task");
        for (String name : List.of("version", "n", "lost", "accuracy", "95 %", "format", "reward", "pass@k")) {
            html.element("th", name, "class", NUMBER);
        }
        html.close().close().open("tbody");
        evaluations.rows().stream().limit(MAX_ROWS).forEach(this::row);
        html.close().close().close();
        int more = evaluations.rows().size() - MAX_ROWS;
        html.element(
                "p",
                "In percent but for the reward. n counts prompts, lost those without a scored completion. Version "
                        + NONE + ": not known."
                        + (more > 0 ? " " + Numbers.count(more) + " more rows are left out." : ""),
                "class",
                "soft");
        html.close();
    }

    private void row(Row row) {
        html.open("tr").element("td", row.dataset()).element("td", row.task().isEmpty() ? "(unnamed)" : row.task());
        Share accuracy = row.measures().accuracy();
        for (String number : List.of(
                row.versions().map(EvaluationsTable::versions).orElse(NONE),
                Numbers.count(row.groups()),
                Numbers.count(row.lost()),
                Numbers.percent(accuracy.value()),
                accuracy.n() == 0 ? NONE : Numbers.percent(accuracy.low()) + " to " + Numbers.percent(accuracy.high()),
                Numbers.percent(row.measures().format()),
                Numbers.plain(row.measures().reward()),
                passAt(row.measures()))) {
            html.element("td", number, "class", NUMBER);
        }
        html.close();
    }

    private static String versions(Evaluations.Versions versions) {
        return versions.from() == versions.to()
                ? Long.toString(versions.from())
                : versions.from() + " to " + versions.to();
    }

    private static String passAt(Evaluations.Measures measures) {
        return measures.mostTries()
                .map(most -> Numbers.percent(most.getValue().value()) + " @" + most.getKey())
                .orElse(NONE);
    }
}
