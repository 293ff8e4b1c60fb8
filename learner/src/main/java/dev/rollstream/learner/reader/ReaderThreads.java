package dev.rollstream.learner.reader;

import dev.rollstream.runtime.StageConfig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reader's threads with what they own: made together, ended together. */
final class ReaderThreads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReaderThreads.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Connections connections;
    private final ReaderState state;
    private final ExecutorService decoding;
    private final ReadAhead ahead;
    private final Thread reading;

    private ReaderThreads(Connections connections, ReaderState state, GroupReaderOptions options, Sources sources) {
        this.connections = connections;
        this.state = state;
        this.decoding = Executors.newSingleThreadExecutor(task -> thread(options, "decode", task));
        this.ahead = new ReadAhead(sources, decoding, state, options.readAheadBytes());
        this.reading = thread(options, "read", this::read);
    }

    /** Checks the position and begins to read, through connections that it owns from now on. */
    static ReaderThreads start(
            Connections connections,
            StageConfig config,
            GroupReaderOptions options,
            ReaderMetrics metrics,
            Position position) {
        ReaderState state = new ReaderState();
        try {
            Sources sources = connections.sources(
                    config, PayloadFetcher.Limits.ofWhole(options.cacheBytes()), position, metrics, state);
            ReaderThreads threads = new ReaderThreads(connections, state, options, sources);
            threads.reading.start();
            return threads;
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    private static Thread thread(GroupReaderOptions options, String role, Runnable task) {
        Thread thread = new Thread(task, "learner-" + options.learner() + "-" + role);
        thread.setDaemon(true);
        return thread;
    }

    private void read() {
        try {
            ahead.run();
        } finally {
            connections.close();
        }
    }

    ReadAhead ahead() {
        return ahead;
    }

    ReaderState state() {
        return state;
    }

    /** Stops both threads and waits for them, a few seconds at most. */
    @Override
    public void close() {
        state.stop();
        connections.wakeup();
        try {
            reading.join(CLOSE.toMillis());
            if (reading.isAlive()) {
                log.atWarn().addKeyValue("thread", reading.getName()).log("did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        decoding.shutdownNow();
        ahead.abandon();
    }
}
