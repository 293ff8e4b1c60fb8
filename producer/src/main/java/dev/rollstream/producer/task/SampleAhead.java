package dev.rollstream.producer.task;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Samples in order of their sequence, made ahead of their use by other threads. Which thread makes which sample changes
 * nothing, as a source is a pure function of the sequence. Used by one thread.
 */
final class SampleAhead implements AutoCloseable {
    private final SampleSource source;
    private final ExecutorService executor;
    private final int depth;
    private final long end;
    private final Deque<Future<SampleOutcome>> pending = new ArrayDeque<>();
    private long next;
    private long scheduled;

    /**
     * Samples from a sequence on.
     *
     * @param source what makes them
     * @param executor whose threads make them
     * @param depth most samples ahead of their use
     * @param from first sequence
     * @param end first sequence that is not wanted any more
     */
    SampleAhead(SampleSource source, ExecutorService executor, int depth, long from, long end) {
        this.source = source;
        this.executor = executor;
        this.depth = depth;
        this.next = from;
        this.scheduled = from;
        this.end = end;
    }

    /** Sequence of the sample that {@link #poll} gives next. */
    long next() {
        return next;
    }

    /** Whether every sequence was given out. */
    boolean exhausted() {
        return next >= end;
    }

    /**
     * The next sample, if it is there in time.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    Optional<SampleOutcome> poll(Duration wait) throws InterruptedException {
        schedule();
        Future<SampleOutcome> first = pending.peek();
        if (first == null) {
            return Optional.empty();
        }
        try {
            SampleOutcome outcome = first.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            pending.remove();
            next++;
            return Optional.of(outcome);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw propagated(e.getCause());
        }
    }

    private void schedule() {
        while (pending.size() < depth && scheduled < end) {
            long sequence = scheduled++;
            pending.add(executor.submit(() -> source.sample(sequence)));
        }
    }

    private static RuntimeException propagated(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }

    /** Gives up what is being made. */
    @Override
    public void close() {
        pending.forEach(sample -> sample.cancel(true));
    }
}
