package dev.rollstream.local.report;

import java.util.List;

/** Groups of the whole run, a row for each kind of task. */
final class TotalsTable {
    private final Html html;

    TotalsTable(Html html) {
        this.html = html;
    }

    void write(RewardCurves curves) {
        html.open("div", "class", "scroll").open("table").open("thead").open("tr");
        html.element("th", "task, whole run");
        for (String name : List.of("groups", "reward", "accuracy %", "format %", "tokens", "unscored")) {
            html.element("th", name, "class", "number");
        }
        html.close().close().open("tbody");
        curves.totals().forEach(this::row);
        html.close().close().close();
    }

    private void row(TaskKey key, Scores scores) {
        html.open("tr").element("td", key.task().isEmpty() ? "(unnamed)" : key.task());
        for (String number : List.of(
                Numbers.count(scores.groups()),
                Numbers.plain(scores.reward().mean()),
                Numbers.percent(scores.accuracy().mean()),
                Numbers.percent(scores.format().mean()),
                Numbers.plain(Math.rint(scores.tokens().mean())),
                Numbers.count(scores.unscored()))) {
            html.element("td", number, "class", "number");
        }
        html.close();
    }
}
