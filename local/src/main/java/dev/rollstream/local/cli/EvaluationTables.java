package dev.rollstream.local.cli;

import dev.rollstream.local.report.Evaluations;
import dev.rollstream.local.report.Evaluations.Row;
import dev.rollstream.local.report.Evaluations.Share;
import java.io.PrintStream;
import java.util.Locale;

/** What evaluations measured, as a table for a person. In percent but for the reward. */
final class EvaluationTables {
    private static final int NAME = 16;
    private static final String NONE = "-";

    private EvaluationTables() {}

    static void print(Evaluations evaluations, PrintStream out) {
        evaluations.policy().ifPresent(policy -> out.println("versions of policy " + Text.clean(policy, 60)));
        out.println(line("dataset", "task", "version", "n", "lost", "accuracy", "95 %", "format", "reward", "pass@k"));
        for (Row row : evaluations.rows()) {
            out.println(line(
                    Text.clean(row.dataset(), NAME),
                    Text.clean(row.task(), NAME),
                    version(row),
                    Long.toString(row.groups()),
                    Long.toString(row.lost()),
                    percent(row.measures().accuracy().value()),
                    interval(row.measures().accuracy()),
                    percent(row.measures().format()),
                    number(row.measures().reward()),
                    passAt(row.measures())));
        }
        if (evaluations.undecodable() > 0) {
            out.println(evaluations.undecodable() + " records could not be decoded, and count nowhere");
        }
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, "%-16s %-12s %9s %5s %4s %8s %12s %6s %6s %s", (Object[]) cells)
                .stripTrailing();
    }

    private static String version(Row row) {
        return row.versions()
                .map(versions -> versions.from() == versions.to()
                        ? Long.toString(versions.from())
                        : versions.from() + "-" + versions.to())
                .orElse("?");
    }

    private static String interval(Share share) {
        return share.n() == 0 ? NONE : percent(share.low()) + "-" + percent(share.high());
    }

    private static String passAt(Evaluations.Measures measures) {
        return measures.mostTries()
                .map(most -> percent(most.getValue().value()) + " @" + most.getKey())
                .orElse(NONE);
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) : NONE;
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : NONE;
    }
}
