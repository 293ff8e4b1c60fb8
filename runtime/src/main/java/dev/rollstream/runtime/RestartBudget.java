package dev.rollstream.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Tells something passing from something lasting: so many restarts within a window are allowed, then no more. */
final class RestartBudget {
    private final int limit;
    private final long windowNs;
    private final LongSupplier nanoClock;
    private final Deque<Long> takenAtNs = new ArrayDeque<>();

    RestartBudget(int limit, long windowNs, LongSupplier nanoClock) {
        this.limit = limit;
        this.windowNs = windowNs;
        this.nanoClock = nanoClock;
    }

    /** Takes one restart; false if the window holds the limit already. */
    synchronized boolean tryTake() {
        long nowNs = nanoClock.getAsLong();
        while (!takenAtNs.isEmpty() && nowNs - takenAtNs.peekFirst() > windowNs) {
            takenAtNs.removeFirst();
        }
        if (takenAtNs.size() >= limit) {
            return false;
        }
        takenAtNs.addLast(nowNs);
        return true;
    }
}
