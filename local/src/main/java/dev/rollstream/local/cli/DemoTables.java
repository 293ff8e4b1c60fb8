package dev.rollstream.local.cli;

import dev.rollstream.learner.ReadingTotals;
import dev.rollstream.local.demo.DemoResult;
import dev.rollstream.local.demo.DemoResult.Learning;
import dev.rollstream.local.demo.LiveFigures.TaskFigures;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/** What a demo did, as tables for a person. */
final class DemoTables {
    private DemoTables() {}

    static void print(DemoResult result, PrintStream out) {
        out.println();
        out.printf("%-12s %10s%n", "outcome", "groups");
        result.streaming().figures().groups().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(outcome -> out.printf("%-12s %,10d%n", outcome.getKey(), outcome.getValue()));
        out.println();
        out.printf("%-12s %10s %10s %10s %10s %10s%n", "task", "groups", "rollouts", "reward", "accuracy", "format");
        for (TaskFigures task : result.streaming().figures().byTask()) {
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
                result.streaming().figures().scored(),
                result.streaming().time().toMillis() / 1e3,
                result.streaming().rolloutsPerSecond(),
                result.streaming().firstAdvantage().toMillis() / 1e3);
        result.reading().ifPresent(read -> print(read, out));
        result.learning().ifPresent(learned -> print(learned, out));
        out.println();
        AuditTables.print(result.audit(), out);
    }

    private static void print(ReadingTotals read, PrintStream out) {
        out.printf(
                "the learner read %,d groups, %,d members, %,d tokens, %,.1f MB of payload%n",
                read.groups(), read.members(), read.tokens(), read.payloadBytes() / 1e6);
    }

    private static void print(Learning learned, PrintStream out) {
        out.printf(
                "%,d steps made version %,d of the policy; groups %s%n%n",
                learned.figures().step(),
                learned.figures().version(),
                learned.figures().groups());
        out.printf("%-12s %10s %10s %10s   %s%n", "held out", "before", "after", "gain", "95 % interval");
        learned.after()
                .since(learned.before())
                .forEach((task, gain) -> out.printf(
                        "%-12s %9.1f%% %9.1f%% %+10.1f   %+.1f to %+.1f%n",
                        task, gain.before(), gain.after(), gain.points(), gain.low(), gain.high()));
        out.printf(
                "%-12s %9.1f%% %9.1f%%%n",
                "format", learned.before().format(), learned.after().format());
        Map<String, Double> entropyBefore = learned.before().answerEntropy();
        learned.after()
                .answerEntropy()
                .forEach((task, entropy) -> out.printf(
                        "%-12s %10.2f %10.2f   nats: entropy of the answers to %s%n",
                        "", entropyBefore.getOrDefault(task, 0.0), entropy, task));
        out.printf(
                "%,d tasks, the same ones before and after%n",
                learned.after().scores().size());
        out.printf(
                "%ntime: %s%n",
                learned.times().entrySet().stream()
                        .map(phase -> String.format(
                                "%s %.0f s", phase.getKey(), phase.getValue().toMillis() / 1e3))
                        .collect(Collectors.joining(", ")));
    }
}
