package dev.rollstream.learner;

import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.StageException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a learner: runs its loop, tells {@link Health} how it ended, and ends when it is asked to. */
final class LearnerThread {
    private static final Logger log = LoggerFactory.getLogger(LearnerThread.class);
    private static final long ABANDON_MS = 500;

    private final String learner;
    private final Health health;
    private final CountDownLatch stop;
    private final Thread thread;

    /** What a learner does until it is stopped or done. */
    @FunctionalInterface
    interface Loop {
        /** Runs until the end. */
        void run() throws InterruptedException;
    }

    /**
     * A thread that is not started yet.
     *
     * @param learner the learner's name
     * @param stop reaches 0 when the loop shall end
     */
    LearnerThread(String learner, Health health, CountDownLatch stop, Loop loop) {
        this.learner = learner;
        this.health = health;
        this.stop = stop;
        this.thread = new Thread(() -> run(loop), "learner-" + learner);
    }

    void start() {
        thread.start();
    }

    private void run(Loop loop) {
        try {
            loop.run();
        } catch (StageException e) {
            if (stop.getCount() > 0) {
                health.fail(String.valueOf(e.getMessage()));
            }
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("learner", learner).log("interrupted");
        } catch (RuntimeException e) {
            if (stop.getCount() > 0) {
                log.atError().addKeyValue("learner", learner).log("unexpected failure", e);
                health.fail("learner " + learner + " failed: " + e);
            }
        } finally {
            health.end();
        }
    }

    /** Waits for the end, and interrupts the loop if it takes longer than that. */
    void end(long graceMs) {
        try {
            thread.join(graceMs);
            thread.interrupt();
            thread.join(ABANDON_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
