package dev.rollstream.runtime;

/**
 * A part of the stream that runs until it is closed: task producer, worker, scorer, aggregator, learner.
 *
 * <p>Life cycle: {@link #start()} once, then any number of reads of {@link #health()}, then {@link #close()}.
 */
public interface Stage extends AutoCloseable {
    /** What it is, such as {@code scorer}: used in logs, metrics and client ids. */
    String name();

    /**
     * Starts it and returns; the work goes on in threads of its own.
     *
     * @throws StageException if it cannot start, with one sentence that names the thing and the way out
     */
    void start();

    /** How it fares now. */
    Health health();

    /** Stops it in order and waits until it has, a few seconds at most. May be called twice. */
    @Override
    void close();
}
