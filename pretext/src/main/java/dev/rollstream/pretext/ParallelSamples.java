package dev.rollstream.pretext;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Samples of a run in order, made ahead by several threads. At most two a thread are made ahead, so that memory stays flat however
 * slow the reader is. For one reader; close it to end its threads.
 */
public final class ParallelSamples implements Iterator<Draw>, AutoCloseable {
    private final SampleRun run;
    private final int ahead;
    private final ExecutorService threads;
    private final Queue<Future<Draw>> coming = new ArrayDeque<>();
    private final long end;
    private long nextSequence;

    /**
     * Starts to make samples.
     *
     * @param first sequence number
     * @param end sequence number behind the last; {@link Long#MAX_VALUE} for no end
     * @param threads at least 1
     */
    public ParallelSamples(SampleRun run, long first, long end, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        this.run = run;
        this.nextSequence = first;
        this.end = end;
        this.ahead = 2 * threads;
        this.threads = Executors.newFixedThreadPool(threads, ParallelSamples::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pretext-samples");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public boolean hasNext() {
        return nextSequence < end || !coming.isEmpty();
    }

    /**
     * Waits for the next sample.
     *
     * @throws NoUsableImageException when the images give none
     * @throws CancellationException when the waiting thread was interrupted, which it stays
     */
    @Override
    public Draw next() {
        while (coming.size() < ahead && nextSequence < end) {
            long sequence = nextSequence++;
            coming.add(threads.submit(() -> run.at(sequence)));
        }
        Future<Draw> next = coming.poll();
        if (next == null) {
            throw new NoSuchElementException("the run ended at sequence " + end);
        }
        try {
            return next.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a sample");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a sample could not be made", e.getCause());
        }
    }

    /** Stops making samples; those not yet read are dropped. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
