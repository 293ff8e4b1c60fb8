package dev.rollstream.local.bench;

import dev.rollstream.local.bench.ThreadUse.Amount;
import dev.rollstream.local.bench.ThreadUse.Role;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What one measurement found.
 *
 * @param rolloutsPerSecond completions that went through
 * @param megabytesPerSecond their values before compression
 * @param cpuSeconds processor time of a million completions, by whose threads used it
 * @param allocatedBytes on the heap for one completion, by whose threads did
 * @param writtenPerByte bytes that came to the broker's logs for each byte of the completions' log
 * @param liveMegabytes heap in use at the end, broker and all
 * @param residentMegabytes the most that the process held
 */
record Figures(
        double rolloutsPerSecond,
        double megabytesPerSecond,
        Map<Role, Double> cpuSeconds,
        Map<Role, Double> allocatedBytes,
        double writtenPerByte,
        double liveMegabytes,
        double residentMegabytes) {
    private static final Set<Role> STAGES = EnumSet.of(Role.SCORER, Role.AGGREGATOR, Role.FLOOR, Role.READER);

    /**
     * Of a measurement.
     *
     * @param drained what it took
     * @param rollouts completions that one unit of work stands for
     * @param rolloutBytes of one completion
     * @param writtenPerByte see above
     */
    static Figures of(Drain.Drained drained, double rollouts, double rolloutBytes, double writtenPerByte) {
        double done = drained.done() * rollouts;
        Map<Role, Double> cpu = new EnumMap<>(Role.class);
        Map<Role, Double> allocated = new EnumMap<>(Role.class);
        for (Map.Entry<Role, Amount> use : drained.use().entrySet()) {
            cpu.put(use.getKey(), use.getValue().cpuNs() / 1e9 / done * 1e6);
            allocated.put(use.getKey(), use.getValue().allocatedBytes() / done);
        }
        double rate = done / drained.seconds();
        return new Figures(
                rate,
                rate * rolloutBytes / 1e6,
                cpu,
                allocated,
                writtenPerByte,
                drained.liveBytes() / 1e6,
                drained.residentBytes() / 1e6);
    }

    /** Processor seconds of a million completions in the threads of what was measured, without the broker's and the JVM's. */
    double stageCpuSeconds() {
        return sum(cpuSeconds);
    }

    /** Bytes that the threads of what was measured allocated for one completion. */
    double stageAllocatedBytes() {
        return sum(allocatedBytes);
    }

    private static double sum(Map<Role, Double> byRole) {
        return STAGES.stream()
                .mapToDouble(role -> byRole.getOrDefault(role, 0.0))
                .sum();
    }

    /** The median of each figure for itself. */
    static Figures median(List<Figures> rounds) {
        return new Figures(
                middle(rounds, Figures::rolloutsPerSecond),
                middle(rounds, Figures::megabytesPerSecond),
                byRole(rounds.stream().map(Figures::cpuSeconds).toList()),
                byRole(rounds.stream().map(Figures::allocatedBytes).toList()),
                middle(rounds, Figures::writtenPerByte),
                middle(rounds, Figures::liveMegabytes),
                middle(rounds, Figures::residentMegabytes));
    }

    private static double middle(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return Median.of(rounds.stream().mapToDouble(figure).toArray());
    }

    private static Map<Role, Double> byRole(Collection<Map<Role, Double>> rounds) {
        Map<Role, Double> middle = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            double[] values = rounds.stream()
                    .filter(figures -> figures.containsKey(role))
                    .mapToDouble(figures -> figures.getOrDefault(role, 0.0))
                    .toArray();
            if (values.length > 0) {
                middle.put(role, Median.of(values));
            }
        }
        return middle;
    }
}
