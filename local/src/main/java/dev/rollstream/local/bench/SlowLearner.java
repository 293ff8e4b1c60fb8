package dev.rollstream.local.bench;

import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * What a learner waits for that takes longer over a step than its reader over the next batch: the batch should lie ready. Beside it a
 * learner that takes one batch after another, whose wait is what fetching a batch takes.
 */
public final class SlowLearner {
    private static final List<String> HEADER =
            List.of("learner", "step ms", "groups/s", "waits p50 ms", "waits p99 ms", "live heap MB");
    private static final int BATCH = 32;
    private static final int DIGITS = 3;
    /** A step takes so many times as long as its batch takes to read. */
    private static final int SLOWNESS = 2;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Ground ground;

    /** On a broker. */
    public SlowLearner(Ground ground) {
        this.ground = ground;
    }

    private record Reading(Histogram waitsUs, long stepNs, double groupsPerSecond, double liveMb) {
        List<String> line(String learner) {
            return List.of(
                    learner,
                    Numbers.of(stepNs / 1e6),
                    Numbers.of(groupsPerSecond),
                    Numbers.of(waitsUs.getValueAtPercentile(50) / 1e3),
                    Numbers.of(waitsUs.getValueAtPercentile(99) / 1e3),
                    Numbers.of(liveMb));
        }
    }

    /** Measures a workload. */
    public BenchTable measure(Workload workload) {
        return Patience.ask(() -> once(workload));
    }

    private BenchTable once(Workload workload) {
        try (Lane lane = new Lane(ground, workload)) {
            lane.measure(Subject.SCORER_AND_AGGREGATOR);
            // The first pass warms up.
            read(lane, workload, 0);
            Reading fast = read(lane, workload, 0);
            long batchNs = (long) (BATCH / fast.groupsPerSecond * 1e9);
            Reading slow = read(lane, workload, SLOWNESS * batchNs);
            double fastMs = batchNs / 1e6;
            double slowMs = slow.waitsUs.getValueAtPercentile(99) / 1e3;
            ground.say("  a batch of " + BATCH + " takes " + Numbers.of(fastMs)
                    + " ms to read; a slow learner waits p99 " + Numbers.of(slowMs) + " ms");
            return new BenchTable(
                    "Slow learner: batches of " + BATCH + ", " + workload.name(),
                    HEADER,
                    List.of(fast.line("takes one batch after another"), slow.line("steps between batches")),
                    List.of(new BenchRow(
                            "slow learner waits for a batch, p99, " + workload.name(),
                            slowMs,
                            "ms",
                            "reading a batch",
                            fastMs,
                            slowMs / fastMs)));
        }
    }

    private static Reading read(Lane lane, Workload workload, long stepNs) {
        Histogram waitsUs = new Histogram(DIGITS);
        double liveMb = 0;
        long startNs = System.nanoTime();
        try (GroupReader reader = lane.reader()) {
            int read = 0;
            while (read < workload.groups()) {
                long askedNs = System.nanoTime();
                int wanted = Math.min(BATCH, workload.groups() - read);
                Batch batch = reader.poll(wanted, PATIENCE);
                if (batch.groups().size() < wanted) {
                    throw new StageException("the reader had only "
                            + (read + batch.groups().size()) + " of " + workload.groups() + " groups");
                }
                // The first batch is there when the reader has connected.
                if (read > 0) {
                    waitsUs.recordValue((System.nanoTime() - askedNs) / 1_000);
                }
                read += wanted;
                step(stepNs);
            }
            long tookNs = System.nanoTime() - startNs;
            liveMb = Memory.liveBytes() / 1e6;
            return new Reading(waitsUs, stepNs, workload.groups() / (tookNs / 1e9), liveMb);
        }
    }

    private static void step(long nanos) {
        long endNs = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = endNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
