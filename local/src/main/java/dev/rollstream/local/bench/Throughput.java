package dev.rollstream.local.bench;

import dev.rollstream.local.bench.ThreadUse.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Throughput of stages on a backlog, beside floors on the same bytes, the same broker and the same settings. A round goes through all of
 * them, so that a slow minute of the machine strikes limits too, and a ratio is of one round.
 */
public final class Throughput {
    private static final List<String> HEADER = List.of(
            "what",
            "rollouts/s",
            "groups/s",
            "MB/s",
            "of its limit",
            "CPU s for 10^6 rollouts",
            "broker, JVM",
            "kB allocated a rollout",
            "written for a byte read",
            "live heap MB",
            "most resident MB");

    private final Ground ground;

    /** On a broker. */
    public Throughput(Ground ground) {
        this.ground = ground;
    }

    /**
     * Measures a workload.
     *
     * @param rounds how often; the first is not counted if there are more than one, as code is still being compiled in it
     */
    public BenchTable measure(Workload workload, int rounds) {
        List<Map<Subject, Figures>> measured = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Map<Subject, Figures> figures = new EnumMap<>(Subject.class);
            for (Subject subject : Subject.values()) {
                figures.put(subject, measure(workload, subject));
            }
            if (round > 0 || rounds == 1) {
                measured.add(figures);
            }
            ground.say("round " + (round + 1) + " of " + rounds + " done");
        }
        List<List<String>> lines = new ArrayList<>();
        List<BenchRow> rows = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            Pairs pairs = Pairs.of(measured, subject);
            lines.add(line(workload, subject, pairs));
            if (subject != subject.limit()) {
                rows.addAll(rows(workload, subject, pairs));
            }
        }
        return new BenchTable(
                "Throughput: " + workload.name() + "; " + workload.rollouts() + " rollouts, median of "
                        + measured.size(),
                HEADER,
                lines,
                rows);
    }

    /** Rollouts a second, once: what an open loop takes its rate from. */
    public double rolloutsPerSecond(Workload workload) {
        return measure(workload, Subject.TO_LEARNER).rolloutsPerSecond();
    }

    private Figures measure(Workload workload, Subject subject) {
        return Patience.ask(() -> once(workload, subject));
    }

    private Figures once(Workload workload, Subject subject) {
        try (Lane lane = new Lane(ground, workload)) {
            Figures figures = lane.measure(subject);
            ground.say("  " + subject.sentence() + ": " + Numbers.of(figures.rolloutsPerSecond()) + " rollouts/s");
            return figures;
        }
    }

    private static List<String> line(Workload workload, Subject subject, Pairs pairs) {
        Figures figures = Figures.median(pairs.values());
        return List.of(
                subject.sentence(),
                Numbers.of(figures.rolloutsPerSecond()),
                Numbers.of(figures.rolloutsPerSecond() / workload.groupSize()),
                Numbers.of(figures.megabytesPerSecond()),
                Numbers.of(pairs.ratio(Figures::rolloutsPerSecond)) + " of "
                        + subject.limit().sentence(),
                byRole(figures.cpuSeconds(), List.of(Role.SCORER, Role.AGGREGATOR, Role.FLOOR, Role.READER)),
                byRole(figures.cpuSeconds(), List.of(Role.BROKER, Role.JVM)),
                Numbers.of(figures.stageAllocatedBytes() / 1e3),
                Numbers.of(figures.writtenPerByte()),
                Numbers.of(figures.liveMegabytes()),
                Numbers.of(figures.residentMegabytes()));
    }

    private static String byRole(Map<Role, Double> seconds, List<Role> roles) {
        return roles.stream()
                .filter(seconds::containsKey)
                .map(role -> role.name().toLowerCase(Locale.ROOT) + " " + Numbers.of(seconds.getOrDefault(role, 0.0)))
                .collect(Collectors.joining(", "));
    }

    private static List<BenchRow> rows(Workload workload, Subject subject, Pairs pairs) {
        double bytes = Figures.median(pairs.values()).megabytesPerSecond()
                / Figures.median(pairs.values()).rolloutsPerSecond();
        String name = subject.sentence() + ", " + workload.name();
        String limit = subject.limit().sentence();
        return Stream.of(
                        pairs.row(name, "rollouts/s", limit, Figures::rolloutsPerSecond),
                        pairs.row(
                                name, "groups/s", limit, figures -> figures.rolloutsPerSecond() / workload.groupSize()),
                        pairs.row(name, "MB/s", limit, figures -> figures.rolloutsPerSecond() * bytes),
                        pairs.row(name, "CPU s for 10^6 rollouts", limit, Figures::stageCpuSeconds),
                        pairs.row(name, "bytes allocated a rollout", limit, Figures::stageAllocatedBytes),
                        pairs.row(name, "bytes written for a byte read", limit, Figures::writtenPerByte),
                        pairs.row(name, "MB live heap", limit, Figures::liveMegabytes),
                        pairs.row(name, "MB resident", limit, Figures::residentMegabytes))
                .filter(row -> Double.isFinite(row.ratio()))
                .toList();
    }

    /** A subject's figures and its limit's, round by round. */
    private record Pairs(List<Figures> values, List<Figures> limits) {
        static Pairs of(List<Map<Subject, Figures>> rounds, Subject subject) {
            return new Pairs(figures(rounds, subject), figures(rounds, subject.limit()));
        }

        private static List<Figures> figures(List<Map<Subject, Figures>> rounds, Subject subject) {
            return rounds.stream()
                    .map(round -> Objects.requireNonNull(round.get(subject)))
                    .toList();
        }

        double ratio(ToDoubleFunction<Figures> figure) {
            double[] ratios = new double[values.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = figure.applyAsDouble(values.get(i)) / figure.applyAsDouble(limits.get(i));
            }
            return Median.of(ratios);
        }

        BenchRow row(String name, String unit, String limit, ToDoubleFunction<Figures> figure) {
            return new BenchRow(
                    name,
                    Median.of(values.stream().mapToDouble(figure).toArray()),
                    unit,
                    limit,
                    Median.of(limits.stream().mapToDouble(figure).toArray()),
                    ratio(figure));
        }
    }
}
