package dev.rollstream.local.cli;

import dev.rollstream.local.demo.DemoResult;
import dev.rollstream.local.demo.LiveFigures.TaskFigures;
import java.io.PrintStream;

/** What a demo did, as tables for a person. */
final class DemoTables {
    private DemoTables() {}

    static void print(DemoResult result, PrintStream out) {
        out.println();
        out.printf("%-12s %10s%n", "outcome", "groups");
        result.figures().groups().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(outcome -> out.printf("%-12s %,10d%n", outcome.getKey(), outcome.getValue()));
        out.println();
        out.printf("%-12s %10s %10s %10s %10s %10s%n", "task", "groups", "rollouts", "reward", "accuracy", "format");
        for (TaskFigures task : result.figures().byTask()) {
            out.printf(
                    "%-12s %,10d %,10d %10.3f %9.1f%% %9.1f%%%n",
                    task.task(),
                    task.groups(),
                    task.members(),
                    task.reward(),
                    100 * task.accuracy(),
                    100 * task.format());
        }
        out.println();
        out.printf(
                "%,d rollouts in %.1f s: %,.0f rollouts/s; first advantage after %.1f s%n",
                result.figures().rollouts(),
                result.streaming().toMillis() / 1e3,
                result.rolloutsPerSecond(),
                result.firstAdvantage().toMillis() / 1e3);
        out.printf(
                "the learner read %,d groups, %,d members, %,d tokens, %,.1f MB of payload%n",
                result.read().groups(),
                result.read().members(),
                result.read().tokens(),
                result.read().payloadBytes() / 1e6);
        out.println();
        AuditTables.print(result.audit(), out);
    }
}
