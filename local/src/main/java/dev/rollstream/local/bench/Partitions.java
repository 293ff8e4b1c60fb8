package dev.rollstream.local.bench;

import java.util.ArrayList;
import java.util.List;

/** What more partitions cost, with one thread a stage: scorer and aggregator beside a Streams application that does nothing. */
public final class Partitions {
    private static final List<String> HEADER =
            List.of("partitions", "limit rollouts/s", "rollouts/s", "ratio", "written for a byte read", "live heap MB");

    private final Ground ground;

    /** On a broker. */
    public Partitions(Ground ground) {
        this.ground = ground;
    }

    /**
     * Measures a workload on several partition counts.
     *
     * @param rounds limit and stages in turn, as often; the median counts
     */
    public BenchTable measure(Workload workload, List<Integer> counts, int rounds) {
        List<List<String>> lines = new ArrayList<>();
        List<BenchRow> rows = new ArrayList<>();
        for (int partitions : counts) {
            List<Figures> limits = new ArrayList<>();
            List<Figures> values = new ArrayList<>();
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                limits.add(measure(workload.withPartitions(partitions), Subject.INDEX));
                values.add(measure(workload.withPartitions(partitions), Subject.SCORER_AND_AGGREGATOR));
                ratios[round] = values.get(round).rolloutsPerSecond()
                        / limits.get(round).rolloutsPerSecond();
            }
            Figures limit = Figures.median(limits);
            Figures value = Figures.median(values);
            double ratio = Median.of(ratios);
            ground.say("  " + partitions + " partitions: " + Numbers.of(value.rolloutsPerSecond()) + " rollouts/s, "
                    + Numbers.of(ratio) + " of its limit");
            lines.add(List.of(
                    Integer.toString(partitions),
                    Numbers.of(limit.rolloutsPerSecond()),
                    Numbers.of(value.rolloutsPerSecond()),
                    Numbers.of(ratio),
                    Numbers.of(value.writtenPerByte()),
                    Numbers.of(value.liveMegabytes())));
            rows.add(new BenchRow(
                    Subject.SCORER_AND_AGGREGATOR.sentence() + ", " + partitions + " partitions, " + workload.name(),
                    value.rolloutsPerSecond(),
                    "rollouts/s",
                    Subject.INDEX.sentence(),
                    limit.rolloutsPerSecond(),
                    ratio));
        }
        return new BenchTable("Partitions: scorer + aggregator, " + workload.name(), HEADER, lines, rows);
    }

    private Figures measure(Workload workload, Subject subject) {
        return Patience.ask(() -> once(workload, subject));
    }

    private Figures once(Workload workload, Subject subject) {
        try (Lane lane = new Lane(ground, workload)) {
            return lane.measure(subject);
        }
    }
}
