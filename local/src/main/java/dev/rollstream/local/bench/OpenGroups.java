package dev.rollstream.local.bench;

import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.local.stage.TemporaryFolder;
import dev.rollstream.runtime.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What groups that stay open cost scorer and aggregator: throughput of other groups meanwhile, and how long both need to be ready again,
 * with their stores and without. Without is also how it is after a kill: under exactly-once stores that were not closed are not trusted.
 */
public final class OpenGroups {
    private static final List<String> HEADER = List.of(
            "open groups",
            "rollouts/s",
            "of the first row",
            "stores MB",
            "changelogs MB",
            "live heap MB",
            "ready again s",
            "ready without stores s");
    private static final int OPEN_TOKENS = 16;

    private final Ground ground;

    /** On a broker. */
    public OpenGroups(Ground ground) {
        this.ground = ground;
    }

    private record Found(
            int open,
            Figures figures,
            double storeMb,
            double changelogMb,
            double restartSeconds,
            double restoreSeconds) {}

    /**
     * Measures throughput of a workload beside open groups.
     *
     * @param counts how many groups are open; the first is what the others are compared with
     */
    public BenchTable measure(Workload workload, List<Integer> counts) {
        List<Found> found = counts.stream().map(open -> measure(workload, open)).toList();
        Found first = found.get(0);
        List<List<String>> lines = new ArrayList<>();
        List<BenchRow> rows = new ArrayList<>();
        for (Found one : found) {
            double ratio = one.figures.rolloutsPerSecond() / first.figures.rolloutsPerSecond();
            lines.add(List.of(
                    String.format(java.util.Locale.ROOT, "%,d", one.open),
                    Numbers.of(one.figures.rolloutsPerSecond()),
                    Numbers.of(ratio),
                    Numbers.of(one.storeMb),
                    Numbers.of(one.changelogMb),
                    Numbers.of(one.figures.liveMegabytes()),
                    Numbers.of(one.restartSeconds),
                    Numbers.of(one.restoreSeconds)));
            String name = one.open + " open groups, " + workload.name();
            String limit = first.open + " open groups";
            rows.add(new BenchRow(
                    name,
                    one.figures.rolloutsPerSecond(),
                    "rollouts/s",
                    limit,
                    first.figures.rolloutsPerSecond(),
                    ratio));
            rows.add(row(name, "s until ready, stores kept", one.restartSeconds, limit, first.restartSeconds));
            rows.add(row(name, "s until ready, stores gone", one.restoreSeconds, limit, first.restoreSeconds));
        }
        return new BenchTable("Open groups: scorer + aggregator, " + workload.name(), HEADER, lines, rows);
    }

    private static BenchRow row(String name, String unit, double value, String limit, double limitValue) {
        return new BenchRow(name, value, unit, limit, limitValue, value / limitValue);
    }

    private Found measure(Workload workload, int open) {
        return Patience.ask(() -> once(workload, open));
    }

    private Found once(Workload workload, int open) {
        try (Lane lane = new Lane(ground, workload);
                TemporaryFolder empty = new TemporaryFolder("rollstream-bench-")) {
            Placement waiting = Placement.of("open", open, workload.partitions());
            try (Backlog backlog =
                    new Backlog(lane.config(), ground.registry(), workload.withTokens(OPEN_TOKENS), waiting)) {
                backlog.writeOpen(1);
            }
            Figures figures = lane.measure(Subject.SCORER_AND_AGGREGATOR);
            double storeMb = folderBytes(lane.state()) / 1e6;
            double changelogMb =
                    LogSizes.now(lane.config()).changelogs(lane.config().prefix()) / 1e6;
            double restart = secondsToReady(lane, lane.state());
            double restore = secondsToReady(lane, empty.path());
            ground.say("  " + open + " open groups: " + Numbers.of(figures.rolloutsPerSecond())
                    + " rollouts/s, ready again after " + Numbers.of(restart) + " s, without stores "
                    + Numbers.of(restore) + " s");
            return new Found(open, figures, storeMb, changelogMb, restart, restore);
        }
    }

    private static double secondsToReady(Lane lane, Path stores) {
        long startNs = System.nanoTime();
        try (RunningStages running = new RunningStages()) {
            List<Stage> stages = lane.stages(Subject.SCORER_AND_AGGREGATOR, stores);
            stages.forEach(running::start);
            stages.forEach(Readiness::await);
            return (System.nanoTime() - startNs) / 1e9;
        }
    }

    private static long folderBytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(OpenGroups::size)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
