package dev.rollstream.local.bench;

import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long a group takes, from the instant at which its last completion is meant to be sent to where it comes out, at a steady rate of
 * completions; beside it a plain consumer and a Streams application that does nothing, which commit as often.
 */
public final class Latency {
    private static final List<String> HEADER = List.of(
            "what",
            "rollouts/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "most ms",
            "groups",
            "p99 of limit's",
            "sender late, p99 ms");
    private static final List<Subject> SUBJECTS =
            List.of(Subject.CONSUMER, Subject.INDEX, Subject.SCORER_AND_AGGREGATOR, Subject.TO_LEARNER);
    private static final int DIGITS = 3;
    private static final Duration LEAD = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private final Ground ground;

    /** On a broker. */
    public Latency(Ground ground) {
        this.ground = ground;
    }

    /**
     * How long to send, and how fast.
     *
     * @param rolloutsPerSecond the rate
     * @param warmUp sent first and not counted
     * @param time sent then
     */
    public record Load(double rolloutsPerSecond, Duration warmUp, Duration time) {
        /** Checks that something is sent. */
        public Load {
            if (!(rolloutsPerSecond > 0) || time.toMillis() < 1 || warmUp.isNegative()) {
                throw new IllegalArgumentException("an open loop needs a rate and a time above zero, not "
                        + rolloutsPerSecond + " rollouts a second for " + time);
            }
        }

        private int groups(int groupSize) {
            double seconds = (warmUp.toMillis() + time.toMillis()) / 1e3;
            return (int) Math.max(1, Math.round(seconds * rolloutsPerSecond / groupSize));
        }
    }

    /** Microseconds that groups took, and by how many the sender was late. */
    private record Timed(Histogram groups, Histogram late) {
        double ms(double percentile) {
            return groups.getValueAtPercentile(percentile) / 1e3;
        }
    }

    /**
     * Measures at one rate.
     *
     * @param shape of what is sent; its number of groups follows from the load
     */
    public BenchTable measure(Workload shape, Load load) {
        Workload workload = shape.withGroups(load.groups(shape.groupSize()));
        Map<Subject, Timed> timed = new EnumMap<>(Subject.class);
        for (Subject subject : SUBJECTS) {
            timed.put(subject, measure(workload, load, subject));
        }
        List<List<String>> lines = new ArrayList<>();
        List<BenchRow> rows = new ArrayList<>();
        for (Subject subject : SUBJECTS) {
            Timed own = Objects.requireNonNull(timed.get(subject));
            Timed limit = Objects.requireNonNull(timed.get(subject.limit()));
            lines.add(line(subject, load, own, limit));
            if (subject != subject.limit()) {
                rows.addAll(rows(subject.sentence() + ", " + workload.name(), subject.limit(), own, limit, load));
            }
        }
        return new BenchTable(
                "Latency: " + workload.name() + ", "
                        + Numbers.of(load.rolloutsPerSecond()) + " rollouts/s for "
                        + load.time().toSeconds() + " s",
                HEADER,
                lines,
                rows);
    }

    private static List<String> line(Subject subject, Load load, Timed own, Timed limit) {
        return List.of(
                subject.sentence(),
                Numbers.of(load.rolloutsPerSecond()),
                Numbers.of(own.ms(50)),
                Numbers.of(own.ms(99)),
                Numbers.of(own.ms(99.9)),
                Numbers.of(own.groups.getMaxValue() / 1e3),
                Long.toString(own.groups.getTotalCount()),
                Numbers.of(own.ms(99) / limit.ms(99)) + " of " + subject.limit().sentence(),
                Numbers.of(own.late.getValueAtPercentile(99) / 1e3));
    }

    private static List<BenchRow> rows(String name, Subject limitedBy, Timed own, Timed limit, Load load) {
        List<BenchRow> rows = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            rows.add(new BenchRow(
                    name + ", " + Numbers.of(load.rolloutsPerSecond()) + " rollouts/s, p" + percentile,
                    own.ms(percentile),
                    "ms",
                    limitedBy.sentence(),
                    limit.ms(percentile),
                    own.ms(percentile) / limit.ms(percentile)));
        }
        return rows;
    }

    private Timed measure(Workload workload, Load load, Subject subject) {
        return Patience.ask(() -> once(workload, load, subject));
    }

    private Timed once(Workload workload, Load load, Subject subject) {
        try (Lane lane = new Lane(ground, workload)) {
            Timed timed = new Timed(new Histogram(DIGITS), new ConcurrentHistogram(DIGITS));
            long rolloutBytes;
            try (RunningStages running = new RunningStages();
                    Backlog backlog = lane.backlog();
                    Arrivals arrivals = lane.arrivals(subject)) {
                for (Stage stage : lane.stages(subject, lane.state())) {
                    Readiness.await(running.start(stage));
                }
                long startNs = System.nanoTime() + LEAD.toNanos();
                Pacer pacer = new Pacer(backlog, workload, load.rolloutsPerSecond(), startNs, timed.late);
                CompletableFuture<Void> sending =
                        CompletableFuture.runAsync(pacer, task -> new Thread(task, "bench-pacer").start());
                long countFromNs = startNs + load.warmUp().toNanos();
                record(workload, pacer, arrivals, timed.groups, countFromNs, sending);
                rolloutBytes = backlog.rolloutBytes();
            }
            lane.prove(subject, rolloutBytes);
            ground.say("  " + subject.sentence() + " at " + Numbers.of(load.rolloutsPerSecond()) + " rollouts/s: p50 "
                    + Numbers.of(timed.ms(50)) + " ms, p99 " + Numbers.of(timed.ms(99)) + " ms");
            return timed;
        }
    }

    private static void record(
            Workload workload,
            Pacer pacer,
            Arrivals arrivals,
            Histogram histogram,
            long countFromNs,
            CompletableFuture<Void> sending) {
        long lastNewsNs = System.nanoTime();
        int arrived = 0;
        while (arrived < workload.groups()) {
            List<Integer> groups = arrivals.poll();
            long nowNs = System.nanoTime();
            for (int group : groups) {
                long meantNs = pacer.lastMemberNs(group);
                if (meantNs >= countFromNs) {
                    histogram.recordValue(Math.max(0, nowNs - meantNs) / 1_000);
                }
            }
            arrived += groups.size();
            lastNewsNs = groups.isEmpty() ? lastNewsNs : nowNs;
            if (nowNs - lastNewsNs > PATIENCE.toNanos() || sending.isCompletedExceptionally()) {
                throw lost(arrived, workload, sending);
            }
        }
        sending.join();
    }

    private static StageException lost(int arrived, Workload workload, CompletableFuture<Void> sending) {
        String what = "only " + arrived + " of " + workload.groups() + " groups came out";
        try {
            sending.getNow(null);
            return new StageException(what + " within " + PATIENCE.toMinutes() + " minutes");
        } catch (CompletionException e) {
            return new StageException(what + ": sending failed", e);
        }
    }
}
