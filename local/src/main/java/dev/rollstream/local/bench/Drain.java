package dev.rollstream.local.bench;

import dev.rollstream.local.bench.ThreadUse.Amount;
import dev.rollstream.local.bench.ThreadUse.Role;
import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.Map;

/**
 * Times stages that work off what lies in their topics already: from when a part of it is done to when all of it is. Start, rebalance
 * and warm-up are left out, for stages and floors alike.
 */
final class Drain {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final long LOOK_AT_MEMORY_NS = 500_000_000;

    private final String prefix;
    private final RunningStages stages;
    private long residentBytes;
    private long lookedAtMemoryNs;

    /**
     * @param prefix what the names of the stages' clients begin with
     * @param stages what does the work
     */
    Drain(String prefix, RunningStages stages) {
        this.prefix = prefix;
        this.stages = stages;
        this.lookedAtMemoryNs = System.nanoTime();
    }

    /**
     * What it took.
     *
     * @param done units of work between the two marks
     * @param seconds between them
     * @param use of this JVM's threads between them
     * @param liveBytes of the heap at the end, with the stages still there
     * @param residentBytes the most that the process held
     */
    record Drained(long done, double seconds, Map<Role, Amount> use, long liveBytes, long residentBytes) {}

    private record Mark(long done, long nanos, ThreadUse use) {}

    /**
     * Waits until all is done. The stages run already.
     *
     * @param progress how much of it is done
     * @param from how much must be done for the measurement to begin
     */
    Drained await(Progress progress, long from) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Mark start = new Mark(0, System.nanoTime(), ThreadUse.now(prefix));
        Mark warm = reach(progress, from, deadlineNs);
        // So little that one commit did it all: nothing is left to time, so the start counts too.
        Mark begin = warm.done < progress.total() ? warm : start;
        Mark end = reach(progress, progress.total(), deadlineNs);
        return new Drained(
                end.done - begin.done,
                Math.max(1, end.nanos - begin.nanos) / 1e9,
                end.use.since(begin.use),
                Memory.liveBytes(),
                Math.max(residentBytes, Memory.residentBytes()));
    }

    private Mark reach(Progress progress, long goal, long deadlineNs) {
        long done = progress.done();
        while (done < goal) {
            long nowNs = System.nanoTime();
            if (nowNs > deadlineNs || Thread.currentThread().isInterrupted()) {
                throw new StageException("after " + PATIENCE.toMinutes() + " minutes, or interrupted before, only "
                        + done + " of " + progress.total() + " were through; what went wrong is in the log");
            }
            if (nowNs - lookedAtMemoryNs > LOOK_AT_MEMORY_NS) {
                residentBytes = Math.max(residentBytes, Memory.residentBytes());
                lookedAtMemoryNs = nowNs;
                stages.failure().ifPresent(why -> {
                    throw new StageException("while it was measured, " + why);
                });
            }
            done = progress.done();
        }
        return new Mark(Math.min(done, progress.total()), System.nanoTime(), ThreadUse.now(prefix));
    }
}
