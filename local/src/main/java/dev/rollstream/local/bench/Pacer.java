package dev.rollstream.local.bench;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends completions at a steady rate, whatever becomes of them: an open loop. Each has an instant at which it is meant to be sent; latency
 * counts from there, so that time is not lost from the figures while the sender itself is held up.
 */
final class Pacer implements Runnable {
    /** Groups that have their answer keys before their first completion, as behind an engine that takes its time. */
    private static final int OPENED_AHEAD = 64;

    private final Backlog backlog;
    private final Workload workload;
    private final double nanosEach;
    private final long startNs;
    private final Histogram late;

    /**
     * A sender that has not begun.
     *
     * @param backlog what it sends with
     * @param rolloutsPerSecond how fast
     * @param startNs when it begins, by {@link System#nanoTime}
     * @param late microseconds between the instant that was meant and that of sending
     */
    Pacer(Backlog backlog, Workload workload, double rolloutsPerSecond, long startNs, Histogram late) {
        this.backlog = backlog;
        this.workload = workload;
        this.nanosEach = 1e9 / rolloutsPerSecond;
        this.startNs = startNs;
        this.late = late;
    }

    /** When the last completion of a group is meant to be sent. */
    long lastMemberNs(int group) {
        return meantNs((group + 1L) * workload.groupSize() - 1);
    }

    private long meantNs(long rollout) {
        return startNs + (long) (rollout * nanosEach);
    }

    @Override
    public void run() {
        int opened = 0;
        for (int group = 0; group < workload.groups(); group++) {
            for (; opened < Math.min(workload.groups(), group + OPENED_AHEAD); opened++) {
                backlog.open(opened);
            }
            for (int index = 0; index < workload.groupSize(); index++) {
                long meantNs = meantNs((long) group * workload.groupSize() + index);
                await(meantNs);
                late.recordValue(Math.max(0, System.nanoTime() - meantNs) / 1_000);
                backlog.complete(group, index);
            }
        }
        backlog.flush();
    }

    private static void await(long meantNs) {
        for (long left = meantNs - System.nanoTime(); left > 0; left = meantNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
