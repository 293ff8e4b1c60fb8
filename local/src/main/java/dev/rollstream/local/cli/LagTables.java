package dev.rollstream.local.cli;

import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LagReport.Held;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LagReport.PartitionLag;
import dev.rollstream.local.lag.LearnerLag;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalLong;

/** A lag report for a person, in 80 columns. */
final class LagTables {
    private static final String NONE = "-";
    private static final int NAME = 18;

    private LagTables() {}

    static void print(LagReport report, boolean partitions, PrintStream out) {
        out.println(line("stage", "group", "state", "topic", "lag", "oldest"));
        for (InputLag input : report.inputs()) {
            out.println(line(
                    input.stage(),
                    end(input.group().isEmpty() ? NONE : input.group()),
                    input.state(),
                    end(input.topic()),
                    String.format(Locale.ROOT, "%,d", input.records()),
                    age(input.ageMs())));
            if (partitions) {
                input.partitions().stream()
                        .filter(partition -> partition.records() > 0)
                        .sorted(Comparator.comparing(PartitionLag::records).reversed())
                        .forEach(partition -> out.println(line(
                                "",
                                "",
                                "",
                                "  partition " + partition.partition(),
                                String.format(Locale.ROOT, "%,d", partition.records()),
                                age(partition.ageMs()))));
            }
        }
        report.held().forEach(held -> out.println(held(held)));
        report.learners().forEach(learner -> out.println(learner(learner)));
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, "%-10s %-18s %-10s %-18s %9s %9s", (Object[]) cells)
                .stripTrailing();
    }

    private static String held(Held held) {
        return "an open transaction holds back " + held.records() + " records of " + Text.clean(held.topic(), 40) + "-"
                + held.partition() + (held.forMs().isPresent() ? " for " + age(held.forMs()) : "");
    }

    private static String learner(LearnerLag learner) {
        String behind = learner.behind().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %.1f versions behind, at most %d",
                        learner.behind().getAsDouble(),
                        learner.mostBehind().orElse(0));
        return "learner " + Text.clean(learner.learner(), NAME)
                + (learner.version().isPresent()
                        ? " at version " + learner.version().getAsLong()
                        : "")
                + ": " + learner.groups() + (learner.uncounted() > 0 ? " or more" : "") + " groups wait"
                + (learner.ageMs().isPresent() ? ", the oldest " + age(learner.ageMs()) : "") + behind;
    }

    /** Such as {@code 3.1 s}, {@code 12 min} or {@code 5.0 h}. */
    static String age(OptionalLong ms) {
        if (ms.isEmpty()) {
            return NONE;
        }
        double seconds = ms.getAsLong() / 1e3;
        if (seconds < 600) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 36_000
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }

    /** The end of a name is what tells names under one prefix apart. */
    static String end(String name) {
        String clean = Text.clean(name, Integer.MAX_VALUE);
        return clean.length() <= NAME ? clean : "~" + clean.substring(clean.length() - NAME + 1);
    }
}
